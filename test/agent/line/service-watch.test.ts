import { expect, test } from 'vitest';
import { createServiceWatch } from '../../../agent/line/service-watch.ts';
import { serviceCheck } from '../../../shared/contract/line-facts.ts';
import { createManualClock } from '../../../shared/runtime/clock.ts';
import { openRecordedHost } from '../../support/recorded-host.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { probeOrder, quietNetwork, worldStartMs } from './line-world.ts';

const services = [
  { service: 'csdl', url: 'https://192.0.2.10/' },
  { service: 'temis', url: 'https://192.0.2.11/' },
];

async function openWatch(resources: Resources) {
  const down = new Set<string>();
  const asked: { readonly at: number; readonly how: string }[] = [];
  const line = { isFine: true };
  let news = 0;
  const clock = createManualClock(worldStartMs);
  const note = (how: string, address: string): boolean => {
    asked.push({ at: Math.round(clock.monotonicMs() / 1000), how: `${how} ${address}` });
    return !down.has(address);
  };
  const host = resources.closing(
    await openRecordedHost({
      files: {},
      network: {
        ...quietNetwork,
        connect: (address) =>
          Promise.resolve(
            note('light', address) ? { ok: true, value: 9 } : { ok: false, error: 'timed-out' },
          ),
        visit: ({ address }) =>
          Promise.resolve(
            note('full', address)
              ? { tcpMs: 1, httpMs: 2, httpStatus: 200 }
              : { failedAt: 'tcp', detail: 'ETIMEDOUT' },
          ),
      },
    }),
  );
  const watch = createServiceWatch({
    ...{ clock, host },
    wayOut: {
      gateway: () => Promise.resolve(undefined),
      hadGateway: () => false,
      resolvers: () => Promise.resolve([]),
    },
    upSeconds: () => clock.monotonicMs() / 1000,
    brokerNow: clock.now,
    canJudge: () => line.isFine,
    onNews: () => {
      news += 1;
    },
  });
  resources.defer(() => watch.stop());
  const pass = async (seconds: number): Promise<void> => {
    for (let n = 0; n < seconds; n += 1) {
      await clock.advance(1_000);
      await clock.advance(0);
    }
  };
  return { watch, clock, asked, down, line, news: () => news, pass };
}

test('full checks each quarter of an hour, light ones in between, at the machine’s own place in the span', async () => {
  await using resources = openResources();
  const { watch, asked, pass } = await openWatch(resources);
  watch.follow(probeOrder({ services, serviceEverySeconds: 300, servicePhaseSeconds: 40 }));
  await pass(1_800);
  const csdl = asked.filter(({ how }) => how.endsWith('.10'));
  expect(csdl[0]).toEqual({ at: 1, how: 'full 192.0.2.10' });
  expect(csdl.slice(1).map(({ at }) => (at - 40) % 300)).toEqual(Array(6).fill(0));
  expect(csdl.map(({ how }) => how.split(' ')[0])).toEqual([
    'full',
    'light',
    'light',
    'light',
    'full',
    'light',
    'light',
  ]);
  const found = watch.take(1_800);
  expect(found).toHaveLength(14);
  for (const each of found) expect(serviceCheck.safeParse(each).success).toBe(true);
  expect(found.find(({ service, isLight }) => service === 'csdl' && isLight)?.ago).toBe(1_760);
  expect(watch.take(1_800)).toEqual([]);
});

test('a failure is looked at again after 20 s, then each minute until it is over; others go on as they were', async () => {
  await using resources = openResources();
  const { watch, asked, down, news, pass } = await openWatch(resources);
  watch.follow(probeOrder({ services, serviceEverySeconds: 900, servicePhaseSeconds: 100 }));
  await pass(50);
  down.add('192.0.2.10');
  await pass(250);
  down.clear();
  await pass(100);
  const csdl = asked.filter(({ how }) => how.endsWith('.10')).map(({ at }) => at);
  expect(csdl.slice(0, 6)).toEqual([1, 100, 120, 180, 240, 300]);
  expect(news()).toBe(2);
  expect(asked.filter(({ how }) => how.endsWith('.11'))).toHaveLength(2);
  const stages = watch
    .take(400)
    .filter(({ service }) => service === 'csdl')
    .map(({ stage }) => stage);
  expect(stages).toEqual(['ok', 'tcp', 'tcp', 'tcp', 'tcp', 'tcp', 'ok']);
});

test('nothing is said of services while the line is cut', async () => {
  await using resources = openResources();
  const { watch, asked, line, pass } = await openWatch(resources);
  watch.follow(probeOrder({ services, serviceEverySeconds: 60 }));
  line.isFine = false;
  await pass(300);
  expect(asked).toEqual([]);
  expect(watch.take(300)).toEqual([]);
  line.isFine = true;
  await pass(31);
  expect(watch.take(331)).toHaveLength(2);
});

test('a duty that ends ends the checks; the next one that names a service goes on where it was', async () => {
  await using resources = openResources();
  const { watch, asked, pass } = await openWatch(resources);
  watch.follow(probeOrder({ services }));
  await pass(10);
  expect(asked).toHaveLength(2);
  watch.follow(null);
  await pass(2_000);
  expect(asked).toHaveLength(2);
  watch.follow(
    probeOrder({
      services: Array.from({ length: 64 }, (_, n) => ({ service: `s${n}`, url: `http://192.0.2.${n}/` })),
    }),
  );
  await pass(100);
  const found = watch.take(3_000);
  expect(found.length).toBeLessThanOrEqual(64);
});
