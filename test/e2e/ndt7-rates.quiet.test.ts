import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, type TestContext, test } from 'vitest';
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
const within = 0.1;
/** A neighbour on this machine holds a test up; nothing makes a line carry more. */
const attempts = 6;

type Rates = { readonly download: number; readonly upload: number };

/** Measures until a line of that rate was seen, a few times at most; the highest of each direction counts. */
async function expectRates(
  { megabits, who }: { readonly megabits: number; readonly who: string },
  measure: () => Promise<Rates>,
): Promise<void> {
  const expected = megabits * 1e6 * carried;
  const best = { download: 0, upload: 0 };
  for (let left = attempts; left > 0; left -= 1) {
    const rates = await measure();
    for (const direction of ['download', 'upload'] as const) {
      expect(rates[direction], `${who}: ${direction}`).toBeLessThan(megabits * 1e6 * (1 + within));
      best[direction] = Math.max(best[direction], rates[direction]);
    }
    if (Math.min(best.download, best.upload) > expected * (1 - within)) break;
  }
  for (const [direction, rate] of Object.entries(best)) {
    expect(rate, `${who}: ${direction}`).toBeGreaterThan(expected * (1 - within));
    expect(rate, `${who}: ${direction}`).toBeLessThan(expected * (1 + within));
  }
}

test.for([20, 100, 300])(
  '%d Mb/s are measured as such, by us and by the client of Measurement Lab',
  async (megabits, context) => {
    await using resources = openResources();
    const { school, ca, ticket, crossed } = await openLine(context, resources, megabits);
    const folder = await resources.folder();
    await writeFile(join(folder, 'ca.pem'), ca);
    const runOurs = async (budgetBytes: number) => {
      const wish = { serverUrl: `wss://${server}:${port}`, caPem: ca, budgetBytes };
      const done = await runClient(school, 'speed-test-process.ts', {
        input: JSON.stringify({ ...wish, ticket: ticket(budgetBytes) }),
      });
      expect(done.failure).toBeUndefined();
      return done;
    };

    await expectRates({ megabits, who: 'ours' }, async () => {
      const { download, upload } = await runOurs(1_000_000_000);
      for (const { endedBy } of [download, upload]) expect(endedBy).toBe(megabits < 30 ? 'time' : 'stable');
      return { download: download.bitsPerSecond, upload: upload.bitsPerSecond };
    });

    // As leases are granted: sixty million bytes, on a fast line within seconds.
    await expectRates({ megabits, who: 'within a lease' }, async () => {
      const before = crossed();
      const { download, upload, totalBytes } = await runOurs(60_000_000);
      expect(totalBytes).toBeLessThanOrEqual(60_000_000);
      expect(crossed() - before).toBeLessThanOrEqual(totalBytes);
      expect(crossed() - before).toBeGreaterThan(totalBytes * 0.85);
      return { download: download.bitsPerSecond, upload: upload.bitsPerSecond };
    });

    await expectRates({ megabits, who: '@m-lab/ndt7' }, async () => {
      const { status, ...rates } = await runClient(school, 'mlab-client.ts', {
        args: [`${server}:${port}`, ticket(4_000_000_000)],
        env: { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') },
      });
      expect(status).toBe(0);
      return rates;
    });
  },
);
