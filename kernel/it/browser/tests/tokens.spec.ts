import { expect, test, watched } from '../support/test';

test('a token is made, shown once, used and revoked', async ({ node, enter, browser }) => {
  const page = await enter(node.adminToken());
  await page.getByRole('link', { name: 'Tokens' }).click();
  await page.getByRole('button', { name: 'Make a token' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Not a name');
  await page.getByRole('button', { name: 'Make the token' }).click();
  await expect(page.getByRole('alert')).toContainText('expected lower-case letters');

  await page.getByRole('textbox', { name: 'Name' }).fill('nora');
  await page.getByRole('combobox', { name: 'Role' }).click();
  await page.getByRole('option', { name: 'viewer: looks' }).click();
  await page.getByRole('button', { name: 'Make the token' }).click();
  const secret = (await page.getByRole('status').locator('code').textContent()) ?? '';
  expect(secret.length).toBeGreaterThan(30);
  await expect(page.getByRole('row').filter({ hasText: 'nora' })).toContainText('viewer');
  await page.reload();
  await expect(page.getByRole('row').filter({ hasText: 'nora' })).toBeVisible();
  expect(await page.content()).not.toContain(secret);

  const nora = await enter(secret);
  await expect(nora.getByText('nora · viewer')).toBeVisible();
  await expect(nora.getByRole('link', { name: 'Tokens' })).toHaveCount(0);
  await nora.goto('/tokens');
  await expect(nora.getByRole('alert')).toContainText('Your role does not permit this.');

  await page.getByRole('button', { name: 'Revoke nora' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'nora' })).toHaveCount(0);
  await nora.goto('/errors');
  await expect(nora.getByRole('heading', { name: 'Log in' })).toBeVisible();
  await page.goto('/audit');
  await expect(page.getByRole('row').filter({ hasText: 'revoke-token' }).first()).toContainText('nora');

  const link = await node.rest('POST', '/api/v1/login-links');
  const faults: string[] = [];
  const other = await watched(browser, faults, { baseURL: node.url });
  await other.goto(String(link.path));
  await expect(other.getByText('admin · admin')).toBeVisible();
  await other.context().close();
  expect(faults).toEqual([]);
});
