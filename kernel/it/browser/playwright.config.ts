import { defineConfig } from '@playwright/test';

/** Debian's chromium in a closed network. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export default defineConfig({
  testDir: 'tests',
  outputDir: '../target/browser',
  workers: 1, // the machine's two cores belong to the node and the browser
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: process.env.SIDETRACK_CHROMIUM ?? '/usr/bin/chromium', args: flags },
  },
});
