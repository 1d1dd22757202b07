import { expect, fits, Node, test, violations, watched } from '../support/test';

test('a broker that does not answer is shown with its reason, and who waits for it', async ({
  browser,
}, info) => {
  const node = await Node.install(
    {
      brokers: '{desk: {adapter: kafka, options: {bootstrap.servers: "127.0.0.1:1", unreachable-after: 2s}}}',
      channels: '  orders: {broker: desk, address: orders}',
      subscriptions:
        '  place-orders: {processor: trading.place-trade, from: [orders], to: {placed: trades-placed}}',
    },
    'sidetrack-broker-kafka.jar',
  );
  const faults: string[] = [];
  try {
    await node.start();
    const page = await watched(browser, faults, { baseURL: node.url });
    await page.goto('/channels');
    await page.locator('input[type=password]').fill(node.adminToken());
    await page.locator('button[type=submit]').click();

    const broker = page
      .getByRole('region', { name: 'Brokers', exact: true })
      .getByRole('row')
      .filter({ hasText: 'desk' });
    await expect(broker).toContainText('down');
    await expect(broker).toContainText('127.0.0.1:1');
    await expect(broker).toContainText('orders');
    await fits(page);
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: info.outputPath('brokers.png'), fullPage: true });

    await page.goto('/subscriptions');
    const waiting = page.getByRole('row').filter({ hasText: 'place-orders' });
    await expect(waiting).toContainText('not reading');
    await expect(waiting).toContainText('channel orders:');
    await fits(page);
    await page.screenshot({ path: info.outputPath('subscriptions.png'), fullPage: true });
    await page.context().close();
  } finally {
    await node.remove();
  }
  expect(faults).toEqual([]);
});
