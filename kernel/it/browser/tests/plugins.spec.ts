import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

test('options are set on the page of a plugin, with their origin, their effect and what is wrong with them', async ({
  browser,
}, info) => {
  const node = await Node.install(
    {
      subscriptions:
        '  notify: {processor: errors-notify.webhook, from: [sidetrack.system], retry: {attempts: 1}, start: latest}',
      plugins: '{errors-notify: {options: {quiet: 12h}}}',
    },
    'sidetrack-errors-notify.jar',
  );
  const folder = mkdtempSync(join(tmpdir(), 'sidetrack-ledger-'));
  const ledger = join(folder, 'ledger.csv');
  const faults: string[] = [];
  try {
    await node.start();
    const page = await watched(browser, faults, { baseURL: node.url });
    await page.goto('/plugins');
    await page.locator('input[type=password]').fill(node.adminToken());
    await page.locator('button[type=submit]').click();
    const options = page.getByRole('region', { name: 'Options', exact: true });
    const of = (name: string) =>
      options.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) });
    const set = async () => {
      await options.getByRole('button', { name: /^Set \d+ option/ }).click();
      await expect(page.getByRole('dialog')).toContainText(
        'is started anew with them beside the one that runs',
      );
      await page.getByRole('dialog').getByRole('button', { name: 'Set and go on with them' }).click();
    };
    const told = options.getByRole('status');

    await page.getByRole('link', { name: 'trading', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('trading');
    const brings = page.getByRole('region', { name: 'What it brings, and who uses it' });
    await expect(brings.getByRole('row').filter({ hasText: 'place-trade' }).first()).toContainText('running');
    await expect(brings.getByRole('row').filter({ hasText: 'strip-units' })).toContainText('no subscription');
    await expect(of('ledger')).toContainText('Not set');
    await page.getByRole('textbox', { name: 'ledger' }).fill(ledger);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toContainText('place-trade');
    await expect(page.getByRole('dialog')).toContainText(ledger);
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: info.outputPath('confirm.png'), fullPage: true });
    await page.keyboard.press('Escape');
    await set();
    await expect(told).toContainText('The plugin runs with these options');
    await expect(of('ledger')).toContainText('Set here by admin');
    await node.trade({ account: 'OPT-1', side: 'BUY', symbol: 'ACME', shares: '5' });
    await expect(async () => expect(readFileSync(ledger, 'utf8')).toContain('OPT-1')).toPass();

    await page.goto('/plugins/errors-notify');
    const notify = brings.getByRole('row').filter({ hasText: 'notify' });
    await expect(notify).toContainText('failed');
    await expect(notify).toContainText('options.url is missing');
    await expect(of('quiet')).toContainText('From the file');
    await expect(of('timeout')).toContainText('Default');
    await page.getByRole('textbox', { name: 'quiet' }).fill('soon');
    await set();
    await expect(options.getByRole('alert')).toContainText('Nothing was set');
    await expect(of('quiet')).toContainText("is 'soon'; expected a duration");
    await expect(page.getByRole('textbox', { name: 'quiet' })).toHaveValue('soon');
    await fits(page);
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: info.outputPath('wrong.png'), fullPage: true });

    const url = page.getByLabel('url', { exact: true });
    await page.getByRole('textbox', { name: 'quiet' }).fill('2h');
    await url.fill('http://127.0.0.1:9/hidden-hook');
    await set();
    await expect(told).toContainText('The plugin runs with these options');
    await expect(notify).toContainText('running');
    await expect(of('quiet')).toContainText('Set here by admin');
    await expect(of('url')).toContainText('Set here by admin');
    await expect(url).toHaveValue('');
    expect(await page.content()).not.toContain('hidden-hook');

    await page.getByRole('textbox', { name: 'timeout' }).fill('5s');
    await url.fill('ftp://nowhere/hidden-hook');
    await set();
    await expect(options.getByRole('alert')).toContainText('It did not start with these options');
    await expect(of('timeout')).toContainText('Default');
    await expect(page.getByRole('textbox', { name: 'timeout' })).toHaveValue('5s');
    await expect(url).toHaveValue('ftp://nowhere/hidden-hook');
    await expect(notify).toContainText('running');
    await options.getByRole('button', { name: 'Drop my changes' }).click();
    await expect(page.getByRole('textbox', { name: 'timeout' })).toHaveValue('10s');
    await expect(options.getByRole('alert')).toHaveCount(0);

    await page.getByRole('button', { name: 'Give back to the file: quiet' }).click();
    await expect(of('quiet')).toContainText('what the file says counts');
    await set();
    await expect(of('quiet')).toContainText('From the file');
    await expect(page.getByRole('textbox', { name: 'quiet' })).toHaveValue('12h');

    // The page sees nothing of what another person sets until it sends.
    const held = '**/api/v1/plugins/errors-notify';
    await page.route(held, () => undefined);
    await page.getByRole('textbox', { name: 'timeout' }).fill('20s');
    await node.setOptions('errors-notify', { timeout: '30s', quiet: '3h' });
    await set();
    const conflict = options.getByRole('status').filter({ hasText: 'Somebody has set options meanwhile.' });
    await expect(conflict).toContainText('Nothing of yours was set');
    await page.unroute(held);
    await expect(conflict).toContainText('quiet, timeout');
    await expect(of('timeout')).toContainText('30s');
    await expect(page.getByRole('textbox', { name: 'timeout' })).toHaveValue('20s');
    await expect(page.getByRole('textbox', { name: 'quiet' })).toHaveValue('3h');
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: info.outputPath('conflict.png'), fullPage: true });
    await conflict.getByRole('button', { name: 'Keep mine on top' }).click();
    await set();
    await expect(told).toContainText('The plugin runs with these options');
    await expect(page.getByRole('textbox', { name: 'timeout' })).toHaveValue('20s');

    await page.getByRole('button', { name: 'Steps for errors-notify' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(page.getByText('Somebody has stopped it.')).toBeVisible();
    await page.getByRole('textbox', { name: 'timeout' }).fill('25s');
    await options.getByRole('button', { name: 'Set 1 option…' }).click();
    await expect(page.getByRole('dialog')).toContainText('The plugin stays stopped.');
    await page.getByRole('dialog').getByRole('button', { name: 'Set and go on with them' }).click();
    await expect(told).toContainText('has them when somebody starts it');
    await page.setViewportSize({ width: 390, height: 800 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await fits(page);
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: info.outputPath('narrow.png'), fullPage: true });
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

  await page.getByRole('link', { name: 'trading', exact: true }).click();
  const options = page.getByRole('region', { name: 'Options', exact: true });
  await expect(options).toContainText('Not set');
  await expect(options).toContainText('takes the role admin');
  await expect(options.getByRole('textbox')).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^(Steps for|Set|Give)/ })).toHaveCount(0);
  await fits(page);
  expect(await violations(page)).toEqual([]);
});
