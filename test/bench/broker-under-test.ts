import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJoinToken } from '../../shared/contract/join-token.ts';
import { contractVersion } from '../../shared/contract/limits.ts';
import { createKeyAndRequest } from '../../shared/runtime/certificate-request.ts';
import { openJoinDoor, postJoin } from '../../shared/runtime/join-client.ts';
import type { LoadJob } from './load.ts';
import { type Running, stopChild, untilListening } from './processes.ts';

const root = join(import.meta.dirname, '../..');
export const brokerBundle = join(root, 'dist/broker.mjs');

/** A broker process of its own on free ports, with one school to join. */
export type BrokerUnderTest = Running & { readonly data: string; readonly token: () => string };

export function runBroker(...parameters: readonly string[]): string {
  const run = spawnSync(process.execPath, [brokerBundle, ...parameters], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`schooldrum-broker ${parameters[0]}: ${run.stderr}`);
  return run.stdout;
}

export async function startBroker(folder: string): Promise<BrokerUnderTest> {
  const data = join(folder, 'broker');
  runBroker('init', '--data', data, '--host', '127.0.0.1', '--free-ports');
  const roster = join(folder, 'roster.csv');
  writeFileSync(roster, 'school_code,school_name,level\nBENCH,Bench,TH\n');
  runBroker('roster', 'import', roster, '--data', data);
  const profile: unknown = JSON.parse(readFileSync(join(data, 'admin.profile.json'), 'utf8'));
  const port = (profile as { addresses: { mqttPort: number }[] }).addresses[0]?.mqttPort ?? 0;
  const child = spawn(process.execPath, [brokerBundle, 'serve', '--data', data], {
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  await untilListening(port);
  const token = (): string =>
    runBroker('token', '--data', data, '--school', 'BENCH', '--uses', '10000').trim();
  return { pid: child.pid ?? 0, port, data, token, stop: () => stopChild(child) };
}

/** Joins machines that only publish: keys and certificates for the load process. */
export async function joinClients(
  token: string,
  count: number,
): Promise<{ readonly ca: string; readonly clients: LoadJob['clients'] }> {
  const parsed = parseJoinToken(token);
  if (!parsed.ok) throw new Error(`token: ${parsed.error}`);
  const door = await openJoinDoor(parsed.value);
  if (!door.ok) throw new Error(door.error.code);
  const one = async (): Promise<LoadJob['clients'][number]> => {
    const key = await createKeyAndRequest();
    const fingerprint = {
      macs: randomBytes(32).toString('base64url'),
      systemDisk: randomBytes(32).toString('base64url'),
    };
    const request = {
      v: contractVersion,
      tokenId: parsed.value.id,
      secret: parsed.value.secret,
      csr: key.csrPem,
      fingerprint,
    } as const;
    const joined = await postJoin(door.value, request);
    if (!joined.ok) throw new Error(joined.error.code);
    const { deviceId, certificate } = joined.value;
    return { deviceId, certificate, key: key.keyPem, boot: randomBytes(8).toString('hex') };
  };
  const clients: LoadJob['clients'][number][] = [];
  while (clients.length < count) {
    clients.push(...(await Promise.all(Array.from({ length: Math.min(20, count - clients.length) }, one))));
  }
  return { ca: door.value.caPem, clients };
}
