import { expect, test } from '../support/test';

test('an event goes elsewhere in place of being run, and lets those behind it run', async ({
  node,
  enter,
}) => {
  await node.damagedAccount('ELSE-1', 2);
  const page = await enter(node.adminToken(), '/errors?key=ELSE-1');
  await page.getByRole('row').filter({ hasText: 'ELSE-1' }).getByRole('link').click();

  await page.getByRole('button', { name: 'Send elsewhere…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('The 2 events behind it run then, in order.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Send' })).toBeDisabled();
  await dialog.getByRole('combobox', { name: 'Channel' }).click();
  await expect(page.getByRole('option')).toHaveText(['trades', 'trades-placed']);
  await page.getByRole('option', { name: 'trades-placed' }).click();
  await dialog.getByRole('button', { name: 'Send' }).click();

  await expect(
    page.getByText('Sent to the other channel. The 2 events behind it run now, in order.'),
  ).toBeVisible();
  await page.goto('/channels/trades-placed');
  await expect(page.getByRole('listitem').filter({ hasText: 'ELSE-1' })).toHaveCount(3);
  await expect(
    page.getByRole('listitem').filter({ hasText: 'HOLD' }).filter({ hasText: 'ELSE-1' }),
  ).toHaveCount(1);
});

test('everything that waits behind an error can be read, page by page', async ({ node, enter }) => {
  await node.damagedAccount('LONG-1', 80);
  const page = await enter(node.adminToken(), '/errors?key=LONG-1');
  await page.getByRole('row').filter({ hasText: 'LONG-1' }).getByRole('link').click();

  const behind = page.getByRole('region', { name: '80 wait behind it' });
  await expect(behind.getByRole('listitem')).toHaveCount(8);
  await behind.getByRole('button', { name: '72 more' }).click();
  await expect(behind.getByRole('listitem')).toHaveCount(20);
  await behind.getByRole('button', { name: '60 more' }).click();
  await expect(behind.getByRole('listitem')).toHaveCount(70);
  await behind.getByRole('button', { name: '10 more' }).click();
  await expect(behind.getByRole('listitem')).toHaveCount(80);
  await expect(behind.getByRole('button')).toHaveCount(0);
});
