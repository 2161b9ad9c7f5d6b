import { join } from 'node:path';
import { expect, test } from 'vitest';
import { settleOutbox } from '../../agent/boot-hardware.ts';
import { type Outbox, openOutbox } from '../../agent/outbox.ts';
import type { Fingerprint } from '../../shared/contract/status.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { openResources, type Resources } from '../support/resources.ts';

const common = 'd-aaaaaaaaaaaaaaab';
const own = 'd-aaaaaaaaaaaaaaac';
const original = '1'.repeat(16);
const copy = '2'.repeat(16);

function hardware(n: number, systemUuid = 'u'): Fingerprint {
  return {
    systemUuid: systemUuid.repeat(43),
    macs: [String(n).repeat(43)],
    systemDisk: String(n).repeat(43),
  };
}

/** The outbox of one boot, with `rows` reports appended. */
function work(
  resources: Resources,
  path: string,
  at: {
    readonly boot: string;
    readonly deviceId: string;
    readonly fingerprint: Fingerprint;
    readonly rows: number;
  },
): Outbox {
  const log = createLog('test', 'error', { write: () => {} });
  const opened = openOutbox(log, { path, boot: at.boot, maxBytes: 1e6, maxMemoryBytes: 1e6 });
  if (!opened.ok) throw new Error(opened.error.code);
  resources.defer(() => opened.value.close());
  settleOutbox(opened.value, at);
  for (let n = 0; n < at.rows; n += 1) opened.value.append({ at: n, up: n, readings: [], outcomes: [] });
  return opened.value;
}

const waiting = (outbox: Outbox) => outbox.next(100, new Set()).map(({ boot, seq }) => `${boot[0]}.${seq}`);

test('a split drops what other hardware measured and keeps what this one did, in every boot', async () => {
  await using resources = openResources();
  const path = join(await resources.folder(), 'outbox.db');
  work(resources, path, { boot: original, deviceId: common, fingerprint: hardware(1), rows: 2 }).close();
  const other = '3'.repeat(16);
  work(resources, path, { boot: other, deviceId: common, fingerprint: hardware(2), rows: 1 }).close();
  const outbox = work(resources, path, { boot: copy, deviceId: common, fingerprint: hardware(2), rows: 2 });
  expect(waiting(outbox)).toEqual(['1.1', '1.2', '3.1', '2.1', '2.2']);
  settleOutbox(outbox, { deviceId: own, boot: copy, fingerprint: hardware(2) });
  expect(waiting(outbox)).toEqual(['3.1', '2.1', '2.2']);
});

test('a crash between the new identity and the outbox is made good at the next start', async () => {
  await using resources = openResources();
  const path = join(await resources.folder(), 'outbox.db');
  work(resources, path, { boot: original, deviceId: common, fingerprint: hardware(1), rows: 2 }).close();
  const outbox = work(resources, path, { boot: copy, deviceId: own, fingerprint: hardware(2), rows: 1 });
  expect(waiting(outbox)).toEqual(['2.1']);
});

test('what the common id had sent and answered is forgotten, once', async () => {
  await using resources = openResources();
  const path = join(await resources.folder(), 'outbox.db');
  const outbox = work(resources, path, { boot: copy, deviceId: common, fingerprint: hardware(2), rows: 0 });
  const memory = { reporting: '{"sections":{}}', answers: '[]' };
  outbox.setState(memory);
  settleOutbox(outbox, { deviceId: common, boot: copy, fingerprint: hardware(2) });
  expect([outbox.state('reporting'), outbox.state('answers')]).toEqual(Object.values(memory));
  settleOutbox(outbox, { deviceId: own, boot: copy, fingerprint: hardware(2) });
  expect([outbox.state('reporting'), outbox.state('answers')]).toEqual(['null', 'null']);
});

test('a machine whose network card was changed keeps its reports; hardware that is not known proves nothing', async () => {
  await using resources = openResources();
  const path = join(await resources.folder(), 'outbox.db');
  const changed = { ...hardware(1), macs: ['9'.repeat(43)] };
  work(resources, path, { boot: original, deviceId: common, fingerprint: hardware(1), rows: 1 }).close();
  work(resources, path, { boot: '4'.repeat(16), deviceId: common, fingerprint: {}, rows: 1 }).close();
  const outbox = work(resources, path, { boot: copy, deviceId: own, fingerprint: changed, rows: 0 });
  expect(waiting(outbox)).toEqual(['1.1', '4.1']);
});

test('of earlier boots only those with reports are remembered', async () => {
  await using resources = openResources();
  const path = join(await resources.folder(), 'outbox.db');
  for (const digit of ['5', '6', '7']) {
    const boot = digit.repeat(16);
    work(resources, path, {
      boot,
      deviceId: own,
      fingerprint: hardware(1),
      rows: digit === '6' ? 1 : 0,
    }).close();
  }
  const outbox = work(resources, path, { boot: copy, deviceId: own, fingerprint: hardware(1), rows: 0 });
  expect(Object.keys(JSON.parse(outbox.state('hardware') ?? '{}')).sort()).toEqual([copy, '6'.repeat(16)]);
});
