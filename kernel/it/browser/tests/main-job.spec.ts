import { edit, expect, Node, repaired, test, watched } from '../support/test';

test('from the demo to the repaired event, by the link that it prints', async ({ browser }) => {
  test.setTimeout(120_000);
  const faults: string[] = [];
  const demo = await Node.install();
  try {
    const link = await demo.demo('--orders', '1500');
    const page = await watched(browser, faults, {});
    await page.goto(link);

    await expect(page.getByRole('heading', { name: 'Errors' })).toBeVisible();
    expect(page.url()).not.toContain('#');
    await page.getByPlaceholder('Any subscription').click();
    await page.getByRole('option', { name: 'place-trade' }).click();
    const row = page
      .getByRole('row')
      .filter({ hasText: /symbol is missing|side is/ })
      .first();
    await row.getByRole('link').click();
    await expect(page.getByText(/events? waits? behind this error/).first()).toBeVisible();
    await expect(page.getByText('rejected by the processor')).toBeVisible();
    await expect(page.getByLabel('Stack trace')).toContainText('PlaceTrade.process');

    const data = JSON.parse(
      (
        await page.getByRole('textbox', { name: 'Data', exact: true }).locator('.cm-line').allInnerTexts()
      ).join('\n'),
    ) as Record<string, unknown>;
    await edit(page, 'Data', JSON.stringify({ ...data, side: 'NEITHER', symbol: 'ACME' }, null, 2));
    await page.getByRole('button', { name: 'Run again with my edit' }).click();
    await expect(page.getByText('Failed again:')).toBeVisible();
    await expect(page.getByText("side is 'NEITHER'").first()).toBeVisible();

    await edit(page, 'Data', JSON.stringify({ ...data, side: 'BUY', symbol: 'ACME', shares: '5' }, null, 2));
    await page.getByRole('tab', { name: 'Changes from the original' }).click();
    await expect(page.locator('.cm-deletedChunk').first()).toBeVisible();
    await page.getByPlaceholder('Note for the audit (optional)').fill('the desk meant BUY');
    await page.getByRole('button', { name: 'Run again with my edit' }).click();
    await expect(page.getByText(/^Succeeded\./)).toBeVisible();
    await expect(page.getByText('the desk meant BUY')).toBeVisible();

    await page.getByRole('link', { name: 'Audit' }).click();
    await expect(page.getByRole('row').filter({ hasText: 'the desk meant BUY' })).toContainText('admin');

    // The link is used up.
    const second = await watched(browser, faults, {});
    await second.goto(link);
    await expect(second.getByText('This login link was used before')).toBeVisible();
    expect(faults).toEqual([]);
  } finally {
    await demo.remove();
  }
});

test('how a decision ended is told from what came after it alone', async ({ node, enter }) => {
  await node.damagedAccount('SLOW-1', 1);
  const page = await enter(node.adminToken(), '/errors?key=SLOW-1');
  await page.getByRole('row').filter({ hasText: 'SLOW-1' }).getByRole('link').click();
  await edit(page, 'Data', repaired('SLOW-1'));
  let readOn = () => {};
  const held = new Promise<void>((resolve) => (readOn = resolve));
  await page.route(/\/api\/v1\/errors\/\w+$/, async (route) => {
    await held;
    await route.continue();
  });

  await page.getByRole('button', { name: 'Run again with my edit' }).click();
  await expect(page.getByText('Running again…')).toBeVisible();
  await expect(page.getByText('Failed again:')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Discard…' })).toBeDisabled();

  readOn();
  await expect(page.getByText('Succeeded. The event behind it runs now.')).toBeVisible();
});

test('discarding says who runs then, and lets them run', async ({ node, enter }) => {
  await node.damagedAccount('DROP-1', 3);
  const page = await enter(node.adminToken(), '/errors?key=DROP-1');

  await page.getByRole('row').filter({ hasText: 'DROP-1' }).getByRole('link').click();
  await page.getByRole('button', { name: 'Discard…' }).click();
  await expect(page.getByText('Let all 3 run now, in order')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard', exact: true }).click();

  await expect(page.getByText('Discarded. The 3 events behind it run now, in order.')).toBeVisible();
  await page.goto('/channels/trades-placed');
  await expect(page.getByRole('listitem').filter({ hasText: 'DROP-1' })).toHaveCount(3);
});

test('what was discarded comes back, and is repaired', async ({ node, enter }) => {
  await node.damagedAccount('BACK-1', 1);
  const page = await enter(node.adminToken(), '/errors?key=BACK-1');

  await page.getByRole('row').filter({ hasText: 'BACK-1' }).getByRole('link').click();
  await page.getByRole('button', { name: 'Discard…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard', exact: true }).click();
  await expect(page.getByText('Discarded. The event behind it runs now.')).toBeVisible();
  await expect(page.getByText('A discarded event can come back.')).toBeVisible();
  await page.getByRole('button', { name: 'Restore' }).click();

  await expect(page.getByText('Failed again:')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Restored' })).toBeVisible();
  await edit(page, 'Data', repaired('BACK-1'));
  await page.getByRole('button', { name: 'Run again with my edit' }).click();
  await expect(page.getByText('Succeeded.', { exact: true })).toBeVisible();
  await page.goto('/channels/trades-placed');
  await expect(page.getByRole('listitem').filter({ hasText: 'BACK-1' })).toHaveCount(2);
});

test('keys lead through the list, into an error and back', async ({ node, enter }) => {
  await node.damagedAccount('KEYS-1', 0);
  await node.damagedAccount('KEYS-2', 0);
  const page = await enter(node.adminToken());
  await expect(page.getByRole('row').filter({ hasText: 'KEYS-2' })).toBeVisible();

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('KEYS-1');
  await page.keyboard.press('u');
  await page.keyboard.press('/');
  await page.keyboard.type('nowhere to be found');
  await expect(page.getByText('No error matches these filters')).toBeVisible();
  await expect(page).toHaveURL(/q=nowhere/);
});
