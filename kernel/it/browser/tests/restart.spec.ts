import { edit, expect, repaired, test } from '../support/test';

test('an edit in progress and the login survive a restart of the node', async ({ node, enter }) => {
  await node.damagedAccount('STAY-1');
  const page = await enter(node.adminToken(), '/errors?key=STAY-1');
  await page.getByRole('row').filter({ hasText: 'STAY-1' }).getByRole('link').click();
  await edit(page, 'Data', repaired('STAY-1'));

  await node.stop();
  await expect(page.getByText('The node does not answer. What you see may be old')).toBeVisible();
  await page.getByRole('button', { name: 'Run again with my edit' }).click();
  await expect(page.getByText('The node does not answer', { exact: true })).toBeVisible();
  await node.start();

  await expect(page.getByText('What you see may be old')).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByRole('textbox', { name: 'Data', exact: true })).toContainText('"BUY"');
  await page.getByRole('button', { name: 'Run again with my edit' }).click();
  await expect(page.getByText('Succeeded. The 2 events behind it run now, in order.')).toBeVisible();
});

test('the list follows what happens, stands still while paused, and comes back after a cut', async ({
  node,
  enter,
}) => {
  const page = await enter(node.adminToken(), '/errors?q=LIVE');
  await expect(page.getByRole('button', { name: 'Live' })).toBeVisible();
  await node.damagedAccount('LIVE-1', 0);
  await expect(page.getByRole('row').filter({ hasText: 'LIVE-1' })).toBeVisible();

  await page.getByRole('button', { name: 'Live' }).click();
  await node.damagedAccount('LIVE-2', 0);
  await page.getByRole('button', { name: 'Paused' }).hover();
  await expect(page.getByRole('row').filter({ hasText: 'LIVE-2' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Paused' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'LIVE-2' })).toBeVisible();

  await node.stop();
  await expect(page.getByRole('button', { name: 'Reconnecting' })).toBeVisible();
  await node.start();
  await expect(page.getByRole('button', { name: 'Live' })).toBeVisible({ timeout: 30_000 });
  await node.damagedAccount('LIVE-3', 0);
  await expect(page.getByRole('row').filter({ hasText: 'LIVE-3' })).toBeVisible();
});

test('who logs out is out, with this browser and for the node', async ({ node, enter }) => {
  const page = await enter(node.adminToken());
  await page.getByRole('button', { name: 'Log out' }).click();

  await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible();
});
