import type { Collector, Failure } from '../../../../agent/collector.ts';
import { registryPath } from '../../../../agent/collectors/windows/registry.ts';
import type { Host } from '../../../../agent/host/host.ts';
import type { Section } from '../../../../shared/domain/reading.ts';
import { err, ok } from '../../../../shared/domain/result.ts';
import { createSystemClock } from '../../../../shared/runtime/clock.ts';
import { openRecordedHost } from '../../../support/recorded-host.ts';

/** Key → value name → type and data, as `reg query` prints them; an empty record is a key without values. */
export type Registry = Readonly<Record<string, Readonly<Record<string, string>>>>;

export type WindowsMachine = {
  readonly registry?: Registry;
  /** Question → its rows, or why there are none; any other question is `failed`. */
  readonly answers?: Readonly<Record<string, readonly unknown[] | Failure>>;
  readonly netstat?: string;
};

/** One section, read on a Windows of the test's making: reg.exe over its registry, netstat and answers as recorded. */
export async function readOn<S extends Section>(collector: Collector<S>, machine: WindowsMachine) {
  const recorded = await openRecordedHost({
    platform: 'windows',
    files: {},
    facts: { systemRoot: 'C:\\Windows' },
  });
  const { registry = {}, answers = {}, netstat } = machine;
  const host: Host = {
    ...recorded,
    run: (program) => {
      const isNetstat = program.toLowerCase() === 'c:\\windows\\system32\\netstat.exe';
      return Promise.resolve(isNetstat && netstat !== undefined ? ok(netstat) : err('not-found'));
    },
    runToExit: (program, [verb, key = '', all]) => {
      if (program !== 'C:\\Windows\\System32\\reg.exe' || verb !== 'query') return Promise.resolve(err('not-found'));
      const stdout = printKey(registry, key, all === '/s');
      return Promise.resolve(ok(stdout === '' ? { exitCode: 1, stdout } : { exitCode: 0, stdout }));
    },
  };
  try {
    return await collector.collect({
      host,
      clock: createSystemClock(),
      signal: new AbortController().signal,
      windows: (query) => {
        const answer = answers[query] ?? 'failed';
        return typeof answer === 'string' ? err(answer) : ok(answer);
      },
      isQuerySlow: false,
    });
  } finally {
    await recorded.close();
  }
}

/** What `reg query` prints of a key: its values, then the paths of the keys in it, or all of them with their values. */
export function printKey(registry: Registry, key: string, isRecursive: boolean): string {
  const wanted = registryPath(key);
  const lines: string[] = [];
  for (const [path, values] of Object.entries(registry)) {
    const long = registryPath(path);
    if (long === wanted || (isRecursive && long.startsWith(`${wanted}\\`))) {
      lines.push('', printed(path));
      for (const [name, value] of Object.entries(values)) {
        lines.push(`    ${name}    ${value.replace(' ', '    ')}`);
      }
    }
  }
  const children = new Set(
    Object.keys(registry)
      .map(registryPath)
      .filter((path) => path.startsWith(`${wanted}\\`))
      .map((path) => path.slice(0, path.indexOf('\\', wanted.length + 1) >>> 0)),
  );
  if (!isRecursive) for (const child of children) lines.push('', printed(child));
  return lines.join('\r\n');
}

function printed(path: string): string {
  const [root = '', ...rest] = path.split('\\');
  const long = registryPath(root).toUpperCase();
  return [long, ...rest].join('\\');
}
