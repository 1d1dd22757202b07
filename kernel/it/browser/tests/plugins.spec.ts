import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, fits, Node, test, violations, watched } from '../support/test';

test('a plugin is stopped, started, removed and installed again, and what cannot run says why', async ({
  browser,
}, info) => {
  const node = await Node.install();
  const folder = mkdtempSync(join(tmpdir(), 'sidetrack-jars-'));
  const faults: string[] = [];
  try {
    await node.start();
    const page = await watched(browser, faults, { baseURL: node.url });
    await page.goto('/plugins');
    await page.locator('input[type=password]').fill(node.adminToken());
    await page.locator('button[type=submit]').click();
    const trading = page.getByRole('row').filter({ hasText: 'trading.place-trade' });
    const step = async (name: string, more = trading) => {
      await more.getByRole('button', { name: /^Steps for/ }).click();
      await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
      await expect(page.getByRole('dialog')).toHaveCount(0);
    };

    await expect(trading).toContainText('started');
    await trading.getByRole('button', { name: 'Steps for trading' }).click();
    await fits(page);
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: info.outputPath('steps.png'), fullPage: true });
    await page.getByRole('dialog').getByRole('button', { name: 'Go back to what ran before' }).click();
    await expect(page.getByRole('dialog').getByRole('alert')).toContainText('nothing ran before version');
    await page.screenshot({ path: info.outputPath('refused.png'), fullPage: true });
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();

    await step('Stop');
    const stopped = page.getByRole('row').filter({ hasText: 'stopped' });
    await expect(stopped).toContainText('trading');
    await page.goto('/subscriptions');
    await expect(page.getByRole('row').filter({ hasText: 'place-trade' })).toContainText('processor missing');
    await page.goto('/plugins');
    await step('Start', stopped);
    await expect(trading).toContainText('started');
    await step('Load it anew');

    await step('Remove');
    await expect(page.getByText('trading.place-trade')).toHaveCount(0);
    const chooser = page.locator('input[type=file]');
    const text = join(folder, 'text.jar');
    writeFileSync(text, 'no jar');
    await chooser.setInputFiles(text);
    await expect(page.getByRole('alert')).toContainText('is no jar, or a damaged one');
    await chooser.setInputFiles(node.sample('trading'));
    await expect(page.getByRole('status').filter({ hasText: 'runs.' })).toContainText('trading');
    await expect(trading).toContainText('started');
    await page.screenshot({ path: info.outputPath('installed.png'), fullPage: true });
    await page.context().close();
  } finally {
    await node.remove();
    rmSync(folder, { recursive: true, force: true });
  }
  expect(faults).toEqual([]);
});

test('one who is no administrator sees plugins and steers none', async ({ node, enter }) => {
  const page = await enter(await node.token('opal', 'operator'), '/plugins');

  await expect(page.getByRole('row').filter({ hasText: 'trading.place-trade' })).toContainText('started');
  await expect(page.getByRole('button', { name: /^Steps for/ })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Install a jar' })).toHaveCount(0);
});
