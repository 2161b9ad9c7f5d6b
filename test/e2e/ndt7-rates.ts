import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, type TestContext } from 'vitest';
import { signTicket } from '../../broker/http/ndt7/ticket.ts';
import { createBrokerPki } from '../support/broker-pki.ts';
import { limitRate, type NetNamespace, openNetLab } from '../support/net-namespace.ts';
import { openResources, type Resources } from '../support/resources.ts';
import { repository } from '../tools/rules/sample-tree.ts';

const server = '10.77.0.1';
const port = 8444;

/** Our measuring process behind a line of this rate, as a school has it: what crosses is held to it both ways. */
async function openLine(context: TestContext, resources: Resources, megabits: number) {
  const lab = openNetLab(context, resources);
  const [broker, school] = [lab.namespace('broker'), lab.namespace('school')];
  const ends = lab.cable(broker, school);
  broker.run('ip', 'address', 'add', `${server}/24`, 'dev', ends.a);
  school.run('ip', 'address', 'add', '10.77.0.2/24', 'dev', ends.b);
  limitRate(broker, ends.a, megabits);
  limitRate(school, ends.b, megabits);
  const pki = await createBrokerPki([server]);
  const { key: keyPem, certificate: chainPem } = await pki.server();
  const key = randomBytes(32);
  await startServer(broker, { key: key.toString('base64'), credentials: { keyPem, chainPem } });
  let leases = 0;
  const ticket = (budgetBytes: number): string => {
    leases += 1;
    return signTicket(key, { leaseId: `l-${leases}`, until: Date.now() + 120_000, budgetBytes });
  };
  const crossed = (): number => sentBytes(broker, ends.a) + sentBytes(school, ends.b);
  return { school, ca: pki.ca, ticket, crossed };
}

/** What has left at this end of a cable, with every header. */
function sentBytes(namespace: NetNamespace, device: string): number {
  const [queue] = JSON.parse(namespace.run('tc', '-s', '-j', 'qdisc', 'show', 'dev', device));
  return queue.bytes;
}

async function startServer(
  namespace: NetNamespace,
  secrets: { readonly key: string; readonly credentials: object },
): Promise<void> {
  const entry = join(repository, 'broker/http/ndt7/main.ts');
  const child = namespace.spawn(process.execPath, [entry], { stdio: ['pipe', 'pipe', 'inherit'] });
  const message = { kind: 'start', host: '0.0.0.0', echoPort: 8080, ndt7: { port, ...secrets } };
  child.stdin?.write(`${JSON.stringify(message)}\n`);
  if (child.stdout === null) throw new Error('no stdout');
  expect(String(await once(child.stdout, 'data'))).toContain('listening');
}

/** Runs one of the clients in the school; what it printed. */
async function runClient(
  school: NetNamespace,
  file: string,
  given: { readonly args?: readonly string[]; readonly input?: string; readonly env?: NodeJS.ProcessEnv },
) {
  const { args = [], input = '', env = {} } = given;
  const script = join(repository, 'test/support', file);
  const child = school.spawn(process.execPath, [script, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  child.stdin?.end(input);
  if (child.stdout === null) throw new Error('no stdout');
  return JSON.parse(await text(child.stdout));
}

/** What a line of this rate carries of a test: 1,448 of 1,514 bytes, less TLS. */
const carried = 0.95;

/** Ours and the client of Measurement Lab agree with a line of this rate, and a small budget holds. */
export async function expectMeasured(megabits: number, context: TestContext): Promise<void> {
  await using resources = openResources();
  const { school, ca, ticket, crossed } = await openLine(context, resources, megabits);
  const folder = await resources.folder();
  await writeFile(join(folder, 'ca.pem'), ca);
  const expected = megabits * 1e6 * carried;
  const isNear = (rate: number): void => {
    expect(rate).toBeGreaterThan(expected * 0.9);
    expect(rate).toBeLessThan(expected * 1.1);
  };

  const budgetBytes = 1_000_000_000;
  const wish = { serverUrl: `wss://${server}:${port}`, caPem: ca, budgetBytes };
  const ours = await runClient(school, 'speed-test-process.ts', {
    input: JSON.stringify({ ...wish, ticket: ticket(budgetBytes) }),
  });
  expect(ours.failure).toBeUndefined();
  for (const direction of [ours.download, ours.upload]) {
    expect(direction.endedBy).toBe(megabits < 30 ? 'time' : 'stable');
    isNear(direction.bitsPerSecond);
  }

  // As leases are granted: sixty million bytes, on a fast line within seconds.
  const before = crossed();
  const small = await runClient(school, 'speed-test-process.ts', {
    input: JSON.stringify({ ...wish, budgetBytes: 60_000_000, ticket: ticket(60_000_000) }),
  });
  expect(small.failure).toBeUndefined();
  expect(small.totalBytes).toBeLessThanOrEqual(60_000_000);
  expect(crossed() - before).toBeLessThanOrEqual(small.totalBytes);
  expect(crossed() - before).toBeGreaterThan(small.totalBytes * 0.85);
  isNear(small.download.bitsPerSecond);
  isNear(small.upload.bitsPerSecond);

  const theirs = await runClient(school, 'mlab-client.ts', {
    args: [`${server}:${port}`, ticket(4_000_000_000)],
    env: { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') },
  });
  expect(theirs.status).toBe(0);
  isNear(theirs.download);
  isNear(theirs.upload);
}
