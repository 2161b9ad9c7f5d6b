import { randomInt } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askRunningBroker } from '../../../broker/control/control-client.ts';
import { controlPath } from '../../../broker/control/control-path.ts';
import { type InitDeps, initialise } from '../../../broker/init.ts';
import { type GivenRules, type RunningBroker, serve } from '../../../broker/serve.ts';
import { openSqliteStore } from '../../../broker/store/sqlite-store.ts';
import { createEmbeddedTransport } from '../../../broker/transport/embedded-transport.ts';
import type { QueryBody, QueryKind, QueryParams } from '../../../shared/contract/query.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { AppError } from '../../../shared/runtime/app-error.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';

/** A broker of its own in a folder that is thrown away, living by the given clock. */
export type ThrowAway = {
  readonly start: () => Promise<void>;
  /** `crash` leaves the folder as the power would. */
  readonly stop: (how: 'clean' | 'crash') => Promise<void>;
  readonly mqttPort: () => number;
  readonly ask: <K extends QueryKind>(kind: K, params: QueryParams<K>) => Promise<readonly QueryBody<K>[]>;
  /** Stops it and removes the folder. */
  readonly close: () => Promise<void>;
};

/** Memory where there is such a disk: every report waits for it. */
const memoryDisk = '/dev/shm';
const maxPorts = 20;
const env = { SCHOOLDRUM_LISTEN: '127.0.0.1', SCHOOLDRUM_LOG_LEVEL: 'error' };

export async function openThrowAway(clock: Clock, given: GivenRules): Promise<ThrowAway> {
  const folder = await mkdtemp(join(existsSync(memoryDisk) ? memoryDisk : tmpdir(), 'schooldrum-scenario-'));
  const data = join(folder, 'broker');
  const deps = { openStore: openSqliteStore, openTransport: createEmbeddedTransport, clock, env, given };
  let running: RunningBroker | null = null;
  const stop: ThrowAway['stop'] = async (how) => {
    const image = join(folder, 'image');
    if (how === 'crash')
      await cp(data, image, { recursive: true, filter: (path) => !path.endsWith('.sock') });
    await running?.stop();
    running = null;
    if (how === 'clean') return;
    await rm(data, { recursive: true });
    await rename(image, data);
  };
  // Whatever ends the process, nothing of it stays.
  const removeNow = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeNow);
  await initialiseSomewhere(deps, data);
  return {
    stop,
    start: async () => {
      for (let tries = 1; running === null; tries += 1) {
        const started = await serve(deps, data);
        if (started.ok) running = started.value;
        else if (started.error.code === 'SD-PORT-TAKEN' && tries < maxPorts)
          await initialiseSomewhere(deps, data);
        else must(started);
      }
    },
    mqttPort: () => running?.mqttPort ?? 0,
    ask: async (kind, params) => {
      const answer = await askRunningBroker(controlPath(data), kind, params);
      if (answer.ok) return answer.value;
      throw new Error(answer.error === 'not-running' ? answer.error : describe(kind, answer.error));
    },
    close: async () => {
      await running?.stop();
      await rm(folder, { recursive: true, force: true });
      process.off('exit', removeNow);
    },
  };
}

/** Ports below those that the system gives to outgoing connections; others may play at the same time. */
async function initialiseSomewhere(deps: InitDeps, data: string): Promise<void> {
  const mqttPort = randomInt(10_000, 16_000) * 2;
  const ports = { mqttPort, httpsPort: mqttPort + 1, measuring: false, freePorts: false };
  must(await initialise(deps, data, { ...ports, hosts: ['localhost', '127.0.0.1'], name: 'Scenario' }));
}

function must<T>(result: Result<T, AppError>): T {
  if (result.ok) return result.value;
  throw new Error(describe('broker', result.error));
}

function describe(what: string, { code, values }: AppError): string {
  return `${what}: ${code} ${JSON.stringify(values)}`;
}
