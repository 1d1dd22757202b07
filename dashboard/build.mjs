// What Maven runs: node build.mjs installs and builds into target/classes, node build.mjs test runs lint and the unit tests.
// A step whose inputs have not changed since it last succeeded is left out; its stamp holds their digest.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(dirname(fileURLToPath(import.meta.url)));

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Node ${process.versions.node} is too old; install Node 20.19 or newer, it comes with npm`);
}

const locked = ['package.json', 'package-lock.json'];
const contract = '../kernel/src/main/resources/io/sidetrack/kernel/admin/openapi.yaml';
const configs = [
  'index.html',
  'tsconfig.json',
  'vite.config.ts',
  'eslint.config.js',
  '.prettierrc.json',
  'build.mjs',
];
const sources = [...locked, contract, ...configs, 'public', 'src'];

step('node_modules/.installed', locked, () => npm('ci', '--prefer-offline', '--no-audit', '--no-fund'));
step('target/built', sources, () => npm('run', 'build'));
if (process.argv[2] === 'test') {
  step('target/tested', [...sources, 'test'], () => {
    npm('run', 'lint');
    npm('test');
  });
}

function step(stamp, inputs, run) {
  const now = digest(inputs);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) {
    return;
  }
  run();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
}

function digest(paths) {
  const hash = createHash('sha256').update(process.version);
  const visit = (path) => {
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) {
        visit(join(path, name));
      }
    } else if (!path.endsWith('.gen.ts')) {
      hash.update(path).update('\0').update(readFileSync(path));
    }
  };
  paths.forEach(visit);
  return hash.digest('hex');
}

/** Quiet unless it fails. */
function npm(...args) {
  const done = spawnSync('npm', args, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    shell: process.platform === 'win32',
  });
  if (done.error) {
    fail(`npm cannot be run (${done.error.message}); install Node 20.19 or newer, it comes with npm`);
  }
  if (done.status !== 0) {
    fail(`${done.stdout}${done.stderr}\nnpm ${args.join(' ')} failed in ${process.cwd()}`);
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
