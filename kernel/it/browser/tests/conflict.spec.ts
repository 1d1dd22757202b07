import { edit, expect, repaired, test } from '../support/test';

test('of two people one wins, and the other sees by whom and what', async ({ node, enter }) => {
  await node.damagedAccount('BOTH-1');
  const alice = await enter(await node.token('alice', 'operator'), '/errors?key=BOTH-1');
  const bob = await enter(await node.token('bob', 'operator'), '/errors?key=BOTH-1');
  for (const page of [alice, bob]) {
    await page.getByRole('row').filter({ hasText: 'BOTH-1' }).getByRole('link').click();
    await expect(page.getByRole('textbox', { name: 'Data', exact: true })).toContainText('HOLD');
  }

  // Bob's page sees nothing of what happens until he sends.
  const held = '**/api/v1/errors**';
  await bob.route(held, (route) => (route.request().method() === 'GET' ? undefined : route.continue()));
  await edit(bob, 'Data', repaired('BOTH-1').replace('"5"', '"7"'));
  await edit(alice, 'Data', repaired('BOTH-1'));
  await alice.getByRole('button', { name: 'Run again with my edit' }).click();
  await expect(alice.getByText(/^Succeeded\./)).toBeVisible();
  await bob.getByRole('button', { name: 'Run again with my edit' }).click();
  await bob.unroute(held);

  const conflict = bob.getByRole('status').filter({ hasText: 'Somebody decided before you.' });
  await expect(conflict).toContainText('alice', { timeout: 30_000 });
  await expect(conflict).toContainText('Edited and run again');
  await expect(conflict).toContainText('your edit is kept below');
  await expect(bob.getByRole('textbox', { name: 'Data', exact: true })).toContainText('"7"');
  await alice.goto('/channels/trades-placed');
  await expect(alice.getByRole('listitem').filter({ hasText: 'BOTH-1' })).toHaveCount(3);
  await expect(alice.getByRole('listitem').filter({ hasText: '"shares":"7"' })).toHaveCount(0);
});

test('a viewer sees everything and no action', async ({ node, enter }) => {
  await node.damagedAccount('LOOK-1');
  const page = await enter(await node.token('vera', 'viewer'), '/errors?key=LOOK-1');

  await page.getByRole('row').filter({ hasText: 'LOOK-1' }).getByRole('link').click();
  await expect(page.getByText('deciding takes the role operator')).toBeVisible();
  await expect(page.getByRole('button', { name: /Run again|Discard|Send|Restore/ })).toHaveCount(0);
  await page.getByRole('textbox', { name: 'Data', exact: true }).click();
  await page.keyboard.type('x');
  await expect(page.getByRole('textbox', { name: 'Data', exact: true })).not.toContainText('x{');
  for (const path of ['/subscriptions', '/channels/trades']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('button', { name: /Pause|Resume|Publish/ })).toHaveCount(0);
  }
});
