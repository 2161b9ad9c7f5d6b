import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { TestContext } from 'vitest';
import type { Resources } from './resources.ts';
import { requireTool } from './tools.ts';

const prefix = 'drum-';

/** A network of its own inside this machine, as another machine would have it. */
export type NetNamespace = {
  readonly name: string;
  /** Runs a command of `ip`, `tc` or `sysctl` inside; throws with its words where it fails. */
  readonly run: (...command: readonly string[]) => string;
  readonly spawn: (program: string, args: readonly string[], options: SpawnOptions) => ChildProcess;
};

/** Makes networks, all of which are removed with the test, also with one that fails or is killed. */
export type NetLab = {
  readonly namespace: (name: string) => NetNamespace;
  /** A cable between two of them; gives the names of its ends. */
  readonly cable: (a: NetNamespace, b: NetNamespace) => { readonly a: string; readonly b: string };
};

/** Skips the test with the system's own reason where namespaces may not be made. */
export function openNetLab(context: TestContext, resources: Resources): NetLab {
  const ip = requireTool(context, 'ip');
  requireTool(context, 'tc');
  const call = (...args: readonly string[]): string => must(ip, args);
  const lab = `${prefix}${randomBytes(4).toString('hex')}-`;
  const guard = startGuard(ip, lab);
  const made: string[] = [];
  const remove = (): void => {
    for (const name of made.splice(0)) removeNamespace(ip, name);
    guard.stdin?.end();
  };
  resources.defer(remove);
  // A test that ran out of time never reaches its end.
  context.onTestFinished(remove);
  let cables = 0;
  const namespace = (given: string): NetNamespace => {
    const name = `${lab}${given}`;
    const added = spawnSync(ip, ['netns', 'add', name], { encoding: 'utf8' });
    if (added.status !== 0) return context.skip(`no network namespaces here: ${added.stderr.trim()}`);
    made.push(name);
    call('-n', name, 'link', 'set', 'lo', 'up');
    return {
      name,
      run: (program, ...args) => must(ip, ['netns', 'exec', name, program ?? '', ...args]),
      spawn: (program, args, options) =>
        resources.process(spawn(ip, ['netns', 'exec', name, program, ...args], options)),
    };
  };
  const cable: NetLab['cable'] = (a, b) => {
    cables += 1;
    const ends = { a: `v${cables}a`, b: `v${cables}b` };
    const right = ['peer', 'name', ends.b, 'netns', b.name];
    call('link', 'add', ends.a, 'netns', a.name, 'type', 'veth', ...right);
    call('-n', a.name, 'link', 'set', ends.a, 'up');
    call('-n', b.name, 'link', 'set', ends.b, 'up');
    return ends;
  };
  return { namespace, cable };
}

/** The rate of one end of a cable, for what leaves there; `waitMs` is what may wait in front of it. */
export function limitRate(namespace: NetNamespace, device: string, megabits: number, waitMs = 50): void {
  // Half a millisecond of a fast line, and at least what cards hand over at once.
  const burst = megabits < 10 ? '8kb' : '128kb';
  const tbf = ['tbf', 'rate', `${megabits}mbit`, 'burst', burst, 'latency', `${waitMs}ms`];
  namespace.run('tc', 'qdisc', 'replace', 'dev', device, 'root', ...tbf);
}

function must(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr.trim()}`);
  return stdout;
}

/** With everything that runs in it. */
function removeNamespace(ip: string, name: string): void {
  const { stdout } = spawnSync(ip, ['netns', 'pids', name], { encoding: 'utf8' });
  for (const pid of (stdout ?? '').split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
  spawnSync(ip, ['netns', 'del', name]);
}

/** Outlives a test that is killed together with its worker, and removes what that left. */
function startGuard(ip: string, lab: string): ChildProcess {
  const script = `
    cat >/dev/null
    "$1" netns list | grep -o "^$2[^ ]*" | while read -r name; do
      "$1" netns pids "$name" | xargs -r kill -9
      "$1" netns del "$name"
    done
  `;
  const guard = spawn('sh', ['-c', script, 'sh', ip, lab], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  return guard;
}
