import { test as base, expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Node } from './node';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Fixtures {
  /** Opens a page for somebody; whatever breaks the policy of the page or its code fails the test. */
  enter: (token: string, path?: string, options?: BrowserContextOptions) => Promise<Page>;
}

export const test = base.extend<Fixtures, { node: Node }>({
  node: [
    async ({}, use) => {
      const node = await Node.install();
      await node.start();
      await use(node);
      await node.remove();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  enter: async ({ node, browser }, use) => {
    const faults: string[] = [];
    const pages: Page[] = [];
    await use(async (token, path = '/', options = {}) => {
      const page = await watched(browser, faults, { baseURL: node.url, ...options });
      pages.push(page);
      await page.goto(path);
      await page.locator('input[type=password]').fill(token);
      await page.locator('button[type=submit]').click();
      await expect(page.locator('#content')).toBeVisible();
      return page;
    });
    await Promise.all(pages.map((page) => page.context().close()));
    expect(faults).toEqual([]);
  },
});

/** A page that notes violations of the policy, exceptions and dialogs. */
export async function watched(
  browser: Browser,
  faults: string[],
  options: BrowserContextOptions,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    ...options,
  });
  const page = await context.newPage();
  page.on('pageerror', (failure) => faults.push(`exception: ${failure.message}`));
  page.on('dialog', (dialog) => {
    if (dialog.type() !== 'beforeunload') {
      faults.push(`dialog: ${dialog.message()}`);
    }
    void dialog.accept();
  });
  page.on('console', (message) => {
    if (/Content Security Policy|Content-Security-Policy/.test(message.text())) {
      faults.push(message.text());
    }
  });
  return page;
}

/** Violations of accessibility, each with where it is. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run: () => Promise<{
          violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
        }>;
      };
    };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
  });
}

/** Whether nothing sticks out of the page to the side. */
export async function fits(page: Page): Promise<void> {
  const over = await page.evaluate(() => {
    const main = document.querySelector('main') as HTMLElement;
    return Math.max(
      document.documentElement.scrollWidth - document.documentElement.clientWidth,
      main.scrollWidth - main.clientWidth,
    );
  });
  expect(over, 'pixels that stick out to the side').toBeLessThanOrEqual(0);
}

/** Replaces the data in the editor. */
export async function edit(page: Page, label: string, text: string): Promise<void> {
  const editor = page.getByRole('textbox', { name: label, exact: true });
  await editor.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
}

export const repaired = (account: string) =>
  JSON.stringify({ account, side: 'BUY', symbol: 'ACME', shares: '5' }, null, 2);

export { expect, Node };
