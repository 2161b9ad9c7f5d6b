import type { Collector, Failure } from '../../../../agent/collector.ts';
import { registryPath } from '../../../../agent/collectors/windows/registry.ts';
import type { Section } from '../../../../shared/domain/reading.ts';
import { err, ok } from '../../../../shared/domain/result.ts';
import { createSystemClock } from '../../../../shared/runtime/clock.ts';
import { openRecordedHost, type RecordedHost } from '../../../support/recorded-host.ts';

/** Key → value name → type and data, as `reg query` prints them; an empty record is a key without values. */
export type Registry = Readonly<Record<string, Readonly<Record<string, string>>>>;

export type WindowsMachine = {
  readonly registry?: Registry;
  /** Question → its rows, or why there are none; any other question is `failed`. */
  readonly answers?: Readonly<Record<string, readonly unknown[] | Failure>>;
  readonly netstat?: string;
};

/** A Windows of the test's making: reg.exe over its registry, netstat, and PowerShell, which prints the recorded answers. */
export async function openWindowsHost(machine: WindowsMachine): Promise<RecordedHost> {
  const { registry = {}, answers = {}, netstat } = machine;
  const recorded = await openRecordedHost({
    platform: 'windows',
    files: {},
    facts: { systemRoot: 'C:\\Windows' },
  });
  return {
    ...recorded,
    run: (program) => {
      const isNetstat = program.toLowerCase() === 'c:\\windows\\system32\\netstat.exe';
      return Promise.resolve(isNetstat && netstat !== undefined ? ok(netstat) : err('not-found'));
    },
    runToExit: (program, [verb, key = '', all]) => {
      if (program.endsWith('\\powershell.exe')) {
        return Promise.resolve(ok({ exitCode: 0, stdout: printAnswers(answers) }));
      }
      const isQuery = program === 'C:\\Windows\\System32\\reg.exe' && verb === 'query';
      if (!isQuery) return Promise.resolve(err('not-found'));
      const stdout = printKey(registry, key, all === '/s');
      return Promise.resolve(ok({ exitCode: stdout === '' ? 1 : 0, stdout }));
    },
  };
}

/** As the batch prints it: ASCII only, rows of each question as JSON of their own. */
function printAnswers(answers: NonNullable<WindowsMachine['answers']>): string {
  const q = Object.entries(answers).map(([name, rows]) => [
    name,
    typeof rows === 'string' ? { e: rows, m: 1 } : { r: JSON.stringify(rows), m: 1 },
  ]);
  const json = JSON.stringify({ l: 'FullLanguage', q: Object.fromEntries(q) });
  const ascii = json.replace(
    /[^ -~]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `<<${ascii}>>\r\n`;
}

/** One section, read on such a machine; each question answers as recorded, or fails for the recorded reason. */
export async function readOn<S extends Section>(collector: Collector<S>, machine: WindowsMachine) {
  const { answers = {} } = machine;
  const host = await openWindowsHost(machine);
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
    await host.close();
  }
}

/** What `reg query` prints of a key: its values, then the paths of the keys in it, or all of them with their values. */
function printKey(registry: Registry, key: string, isRecursive: boolean): string {
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
