import { expect, fits, test } from '../support/test';

const script = '<script>window.hacked = true</script><img src=x onerror="window.hacked = true">';
const turned = 'invoice\u202Efdp.exe';
const coloured = '\u001b[31mred\u001b[0m';
const word = 'w'.repeat(1_000_000);

for (const width of [1280, 390]) {
  test(`what is hostile stays text and keeps its place, ${width} px`, async ({ node, enter }) => {
    const key = `${script}${turned}${coloured}${'k'.repeat(3000)}${width}`;
    await node.publish({
      type: `${script}${turned}`,
      subject: script,
      partitionkey: key,
      data: {
        account: key,
        side: `${script}${turned}${coloured}${'s'.repeat(5000)}`,
        symbol: 'ACME',
        shares: '1',
        word,
      },
    });
    const page = await enter(node.adminToken(), '/errors', { viewport: { width, height: 800 } });

    const row = page.getByRole('row').filter({ hasText: '<script>' }).first();
    await expect(row).toContainText('‹U+202E›');
    await fits(page);
    await row.getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('<script>');
    await expect(page.getByRole('textbox', { name: 'Data', exact: true })).toBeVisible();
    await fits(page);
    await page
      .getByRole('button', { name: /^Show all/ })
      .first()
      .click();
    await expect(page.getByRole('dialog')).toContainText('onerror');
    await page.keyboard.press('Escape');
    for (const path of ['/channels/trades', '/audit', '/plugins']) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await fits(page);
    }
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  });
}

test('numbers that no double can hold survive the repair of another field', async ({ node, enter }) => {
  const json =
    '{"account":"NUM-1","side":"HOLD","symbol":"ACME","shares":"1","big":12345678901234567890,"exact":1.10}';
  const response = await fetch(`${node.url}/api/v1/channels/trades/events`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${node.adminToken()}`, 'Content-Type': 'application/cloudevents+json' },
    body: `{"specversion":"1.0","id":"num-1","source":"/desk","type":"trade","partitionkey":"NUM-1","data":${json}}`,
  });
  expect(response.status).toBe(202);
  const page = await enter(node.adminToken(), '/errors?key=NUM-1');

  await page.getByRole('row').filter({ hasText: 'NUM-1' }).getByRole('link').click();
  const editor = page.getByRole('textbox', { name: 'Data', exact: true });
  await expect(editor).toContainText('12345678901234567890');
  await editor.getByText('"HOLD"').dblclick();
  await page.keyboard.insertText('BUY');
  await page.getByRole('button', { name: 'Run again with my edit' }).click();
  await expect(page.getByText(/^Succeeded\./)).toBeVisible();
  await page.goto('/channels/trades-placed');
  await page.getByRole('listitem').filter({ hasText: 'NUM-1' }).getByRole('button').click();
  await expect(page.getByRole('textbox')).toContainText('12345678901234567890');
});
