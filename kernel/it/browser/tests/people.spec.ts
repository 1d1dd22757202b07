import type { Page } from '@playwright/test';
import { edit, expect, fits, repaired, test, violations } from '../support/test';

const pages = [
  '/errors',
  '/errors?status=all&q=nothing-like-it',
  '/subscriptions',
  '/channels',
  '/channels/trades',
  '/plugins',
  '/audit',
  '/tokens',
];

test('Korean on a phone: an error is found and repaired', async ({ node, enter }) => {
  await node.damagedAccount('한국-1', 1);
  const page = await enter(node.adminToken(), '/', {
    locale: 'ko-KR',
    viewport: { width: 390, height: 800 },
  });

  await expect(page.getByRole('heading', { name: '오류' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  await fits(page);
  await page.getByRole('row').filter({ hasText: '한국-1' }).getByRole('link').click();
  await expect(page.getByText('이 오류 뒤에서 이벤트 1건이 기다리고 있으며')).toBeVisible();
  await edit(page, '데이터', repaired('한국-1'));
  await fits(page);
  await page.getByRole('button', { name: '편집한 내용으로 다시 실행' }).click();
  await expect(page.getByText('성공했습니다.')).toBeVisible();
  await page.getByRole('button', { name: '메뉴' }).click();
  await page.getByRole('link', { name: '감사 기록' }).click();
  await expect(page.getByRole('heading', { name: '감사 기록' })).toBeVisible();
});

test('every page fits a phone, in the dark too', async ({ node, enter }) => {
  await node.damagedAccount('PHONE-1', 12);
  const page = await enter(node.adminToken(), '/', {
    colorScheme: 'dark',
    viewport: { width: 390, height: 800 },
  });
  for (const path of pages) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await fits(page);
  }
  await page.getByRole('button', { name: 'Make a token' }).click();
  await fits(page);
  await page.goto('/errors?key=PHONE-1');
  await page.getByRole('row').filter({ hasText: 'PHONE-1' }).getByRole('link').click();
  await page.getByRole('button', { name: 'Send elsewhere…' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await fits(page);
  expect(await violations(page)).toEqual([]);
});

test('the language can be chosen, and stays', async ({ node, enter }) => {
  const page = await enter(node.adminToken());
  await page.getByRole('button', { name: 'Language' }).click();
  await page.getByRole('menuitem', { name: '한국어' }).click();
  await expect(page.getByRole('heading', { name: '오류' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: '오류' })).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every page is accessible and fits, ${colorScheme}`, async ({ node, enter }) => {
    test.setTimeout(120_000);
    await node.damagedAccount(`AXE-${colorScheme}`);
    const page = await enter(node.adminToken(), '/', { colorScheme });
    const check = async (what: string, on: Page) => {
      expect(await violations(on), what).toEqual([]);
      await fits(on);
    };
    for (const path of colorScheme === 'light' ? pages : ['/errors', '/subscriptions', '/channels/trades']) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => undefined);
      await check(path, page);
    }
    await page.goto(`/errors?key=AXE-${colorScheme}`);
    await page.getByRole('row').filter({ hasText: 'AXE' }).getByRole('link').click();
    await expect(page.getByRole('textbox', { name: 'Data', exact: true })).toBeVisible();
    await check('the error', page);
    await edit(page, 'Data', repaired('X'));
    await page.getByRole('tab', { name: 'Changes from the original' }).click();
    await check('the changes', page);
    await page.getByRole('button', { name: 'Discard…' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCSS('opacity', '1');
    await check('the discard dialog', page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.getByRole('button', { name: 'Send elsewhere…' }).click();
    await expect(page.getByRole('dialog')).toHaveCSS('opacity', '1');
    await check('the dialog to send it elsewhere', page);
    await page.keyboard.press('Escape');
    await page.goto('/tokens');
    await page.getByRole('button', { name: 'Make a token' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill(`axe-${colorScheme}`);
    await page.getByRole('button', { name: 'Make the token' }).click();
    await expect(page.getByRole('button', { name: `Revoke axe-${colorScheme}` })).toBeVisible();
    await check('a token that was made', page);
    await page.getByRole('button', { name: 'Log out' }).click();
    await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible();
    await check('the login', page);
  });
}
