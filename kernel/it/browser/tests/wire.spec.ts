import { edit, expect, Node, repaired, test, watched } from '../support/test';
import { Wire } from '../support/wire';

for (const alone of [true, false]) {
  test(`what happens while the feed is cut is there once it is back, ${alone ? 'alone' : 'beside another page'}`, async ({
    node,
    enter,
  }) => {
    const word = alone ? 'CUT' : 'CUT-BESIDE';
    const wire = await Wire.to(node.url);
    const other = alone ? undefined : await enter(node.adminToken(), `/errors?q=${word}`);
    const page = await enter(node.adminToken(), `/errors?q=${word}`, { baseURL: wire.url });
    await node.damagedAccount(`${word}-1`, 0);
    await expect(page.getByRole('row').filter({ hasText: `${word}-1` })).toBeVisible();

    wire.cutStreams();
    await expect(page.getByRole('button', { name: 'Reconnecting' })).toBeVisible();
    await node.damagedAccount(`${word}-2`, 0);
    if (other !== undefined) {
      await expect(other.getByRole('row').filter({ hasText: `${word}-2` })).toBeVisible();
    }
    await expect(page.getByRole('button', { name: 'Reconnecting' })).toBeVisible();
    wire.letStreams();

    await expect(page.getByRole('button', { name: 'Live' })).toBeVisible();
    await expect(page.getByRole('row').filter({ hasText: `${word}-2` })).toBeVisible();
    wire.close();
  });
}

test('a decision whose answer gets lost takes effect once, and the page learns how it ended', async ({
  node,
  enter,
}) => {
  await node.damagedAccount('LOST-1', 1);
  await node.damagedAccount('LOST-2', 1);
  const wire = await Wire.to(node.url);
  const page = await enter(node.adminToken(), '/errors?key=LOST-1', { baseURL: wire.url });

  await page.getByRole('row').filter({ hasText: 'LOST-1' }).getByRole('link').click();
  wire.loseAnswers(/discard$/);
  await page.getByRole('button', { name: 'Discard…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard', exact: true }).click();
  await expect(page.getByText('Discarded. The event behind it runs now.')).toBeVisible();

  await page.goto('/errors?key=LOST-2');
  await page.getByRole('row').filter({ hasText: 'LOST-2' }).getByRole('link').click();
  await edit(page, 'Data', repaired('LOST-2'));
  wire.loseAnswers(/resubmit$/);
  await page.getByRole('button', { name: 'Run again with my edit' }).click();
  await expect(page.getByText('Succeeded. The event behind it runs now.')).toBeVisible();

  for (const action of ['discard', 'resubmit']) {
    const sent = wire.changes.filter(({ path }) => path.endsWith(action));
    expect(sent.length, action).toBeGreaterThan(2);
    expect(new Set(sent.map(({ key }) => key)).size, action).toBe(1);
  }
  await page.goto('/channels/trades-placed');
  await expect(page.getByRole('listitem').filter({ hasText: 'LOST-1' })).toHaveCount(1);
  await expect(page.getByRole('listitem').filter({ hasText: 'LOST-2' })).toHaveCount(2);
  wire.close();
});

test('the subscriptions and the count beside the menu follow what happens', async ({ node, enter }) => {
  const page = await enter(node.adminToken(), '/subscriptions');
  const open = page.getByRole('row').filter({ hasText: 'place-trade' }).getByRole('cell').nth(2);
  await expect(open).toHaveText(/^\d+$/);
  const before = Number(await open.textContent());

  await node.damagedAccount('COUNT-1', 0);
  await expect(open).toHaveText(String(before + 1));
  await expect(page.getByText(new RegExp(`^${before + 1} errors? waits? for you$`))).toBeAttached();
  await node.rest('POST', '/api/v1/subscriptions/place-trade/pause');
  await expect(page.getByRole('row').filter({ hasText: 'place-trade' })).toContainText('paused');
  await page.getByRole('button', { name: 'Resume place-trade' }).click();
  await expect(page.getByRole('button', { name: 'Pause place-trade' })).toBeVisible();
});

test('what fails in a subscription of the system channel is in the list at once', async ({ browser }) => {
  const faults: string[] = [];
  const node = await Node.install({
    subscriptions: '  watch: {processor: trading.place-trade, from: [sidetrack.system]}',
  });
  try {
    await node.start();
    const page = await watched(browser, faults, { baseURL: node.url });
    await page.goto('/errors?subscription=watch&type=io.sidetrack.errored');
    await page.locator('input[type=password]').fill(node.adminToken());
    await page.locator('button[type=submit]').click();
    await expect(page.getByText('No error matches these filters')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Live' })).toBeVisible();

    await node.damagedAccount('SYSTEM-1', 0);
    await expect(page.getByRole('row').filter({ hasText: 'account is missing' }).first()).toBeVisible();
    expect(faults).toEqual([]);
  } finally {
    await node.remove();
  }
});
