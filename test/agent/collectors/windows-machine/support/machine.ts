import { expect } from 'vitest';
import type { Collector, CollectorResult, Fact } from '../../../../../agent/collector.ts';
import type { HostFacts } from '../../../../../agent/host/host.ts';
import { factSchemas } from '../../../../../shared/contract/readings.ts';
import type { Section } from '../../../../../shared/domain/reading.ts';
import { err, ok } from '../../../../../shared/domain/result.ts';
import { createSystemClock } from '../../../../../shared/runtime/clock.ts';
import { openRecordedHost, type RecordedMachine } from '../../../../support/recorded-host.ts';

/** Name of a value → its type and data, as reg.exe prints them. */
export type RegistryKey = Readonly<Record<string, readonly [type: string, data: string]>>;

export type WindowsMachine = {
  /** Rows by question; what is not here is answered as the last line of `unanswered` says. */
  readonly rows?: Readonly<Record<string, readonly unknown[]>>;
  readonly unanswered?: Exclude<Fact<never>, { ok: true }>;
  /** What is asked of reg.exe → the keys that it prints. */
  readonly registry?: Readonly<Record<string, Readonly<Record<string, RegistryKey>>>>;
  readonly facts?: Partial<HostFacts>;
  readonly connect?: RecordedMachine['connect'];
  readonly isQuerySlow?: boolean;
};

const registryProgram = 'C:\\Windows\\System32\\reg.exe';

/** What `reg query` prints. */
function printed(keys: Readonly<Record<string, RegistryKey>>): string {
  const blocks = Object.entries(keys).map(([key, values]) =>
    [key, ...Object.entries(values).map(([name, [type, data]]) => `    ${name}    ${type}    ${data}`)].join(
      '\r\n',
    ),
  );
  return `\r\n${blocks.join('\r\n\r\n')}\r\n\r\n`;
}

export function openWindowsHost(machine: WindowsMachine) {
  const exits = Object.entries(machine.registry ?? {}).map(([asked, keys]) => [
    `${registryProgram} query ${asked}`,
    { exitCode: 0, stdout: printed(keys) },
  ]);
  return openRecordedHost({
    platform: 'windows',
    files: {},
    exits: Object.fromEntries(exits),
    facts: { systemRoot: 'C:\\Windows', release: '10.0.19045', version: 'Windows 10 Pro', ...machine.facts },
    ...(machine.connect === undefined ? {} : { connect: machine.connect }),
  });
}

/** What one collector measures on this machine; facts that break the contract throw. */
export async function measure<S extends Section>(
  collector: Collector<S>,
  machine: WindowsMachine,
): Promise<CollectorResult<S>> {
  const host = await openWindowsHost(machine);
  try {
    const result = await collector.collect({
      host,
      clock: createSystemClock(),
      signal: new AbortController().signal,
      windows: (query) => answer(machine, query),
      isQuerySlow: machine.isQuerySlow ?? false,
    });
    if (result.outcome === 'ok') {
      // What leaves is what arrives.
      const sent = factSchemas[collector.section].parse(result.facts);
      expect(factSchemas[collector.section].parse(sent)).toEqual(sent);
    }
    return result;
  } finally {
    await host.close();
  }
}

function answer({ rows, unanswered }: WindowsMachine, query: string): Fact<readonly unknown[]> {
  const own = rows?.[query];
  return own === undefined ? (unanswered ?? err('unsupported')) : ok(own);
}

/** The facts of a collector that measured something. */
export async function factsOf<S extends Section>(collector: Collector<S>, machine: WindowsMachine) {
  const result = await measure(collector, machine);
  if (result.outcome !== 'ok') throw new Error(`${collector.section} is ${result.outcome}`);
  return { absent: {}, ...result };
}
