// What Maven runs: installs what package-lock.json names, where that was not done yet, and drives the packed distribution in a browser.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(dirname(fileURLToPath(import.meta.url)));

const chromium = process.env.SIDETRACK_CHROMIUM ?? '/usr/bin/chromium';
try {
  accessSync(chromium, constants.X_OK);
} catch {
  console.error(
    `There is no ${chromium}, which the tests in a browser need; run: apt-get install -y chromium`,
  );
  process.exit(1);
}

const stamp = 'node_modules/.installed';
const digest = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) {
  npm('ci', '--prefer-offline', '--no-audit', '--no-fund', '--silent');
  writeFileSync(stamp, digest);
}
npm('run', '--silent', 'check');
npm('run', '--silent', 'test');

function npm(...args) {
  const { status, error } = spawnSync('npm', args, { stdio: 'inherit' });
  if (error) {
    console.error(`npm cannot be run (${error.message}); install Node 20.19 or newer, it comes with npm`);
  }
  if (status !== 0) {
    process.exit(1);
  }
}
