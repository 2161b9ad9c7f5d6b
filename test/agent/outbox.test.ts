import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Outbox, type OutboxConfig, openOutbox, type ReportBody, rowKey } from '../../agent/outbox.ts';
import { decode } from '../../shared/contract/codec.ts';
import { type Report, report } from '../../shared/contract/report.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { eventually } from '../support/eventually.ts';
import { openResources, type Resources } from '../support/resources.ts';

const boot = '00000000000000aa';
const none: ReadonlySet<string> = new Set();
const log = createLog('test', 'error', { write: () => {} });

function open(path: string, over: Partial<OutboxConfig> = {}): Outbox {
  const opened = openOutbox(log, { path, boot, maxBytes: 1_000_000, maxMemoryBytes: 10_000, ...over });
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value;
}

async function openIn(resources: Resources, over: Partial<OutboxConfig> = {}) {
  const folder = await resources.folder();
  const path = join(folder, 'outbox.db');
  return { folder, path, outbox: resources.closing(open(path, over)) };
}

function heartbeat(at: number): ReportBody {
  const facts = { cpuPercent: 5, memoryAvailableBytes: 4_000_000_000 };
  return { at, up: at / 10, readings: [{ section: 'usage', hash: '0'.repeat(16), facts }], outcomes: [] };
}

function inventory(at: number): ReportBody {
  const facts = { model: `OptiPlex ${at}`, serial: `S${at}` };
  return { at, up: at / 10, readings: [{ section: 'hardware', hash: '1'.repeat(16), facts }], outcomes: [] };
}

function read(payload: Buffer): Report {
  const decoded = decode(payload, report);
  if (!decoded.ok) throw new Error(decoded.error.detail);
  return decoded.value;
}

const all = (outbox: Outbox): Report[] => outbox.next(100_000, none).map(({ payload }) => read(payload));

describe('keeping', () => {
  test('numbers reports from 1 and gives the oldest first', async () => {
    await using resources = openResources();
    const { outbox } = await openIn(resources);
    expect([1, 2, 3].map((at) => outbox.append(heartbeat(at)))).toEqual([1, 2, 3]);
    expect(all(outbox).map(({ boot: of, seq, at }) => [of, seq, at])).toEqual([
      [boot, 1, 1],
      [boot, 2, 2],
      [boot, 3, 3],
    ]);
    expect(outbox.next(2, new Set([rowKey({ boot, seq: 1 })])).map(({ seq }) => seq)).toEqual([2, 3]);
  });

  test('what was appended outlives the process that did not close', async () => {
    await using resources = openResources();
    const { folder, outbox } = await openIn(resources);
    outbox.append(heartbeat(1), { hashes: 'a' });
    outbox.append(heartbeat(2), { hashes: 'b' });
    const image = await resources.folder();
    await cp(folder, image, { recursive: true });
    const next = resources.closing(open(join(image, 'outbox.db'), { boot: 'bb00000000000000' }));
    expect(next.append(heartbeat(3))).toBe(1);
    expect(all(next).map((row) => [row.boot, row.seq])).toEqual([
      [boot, 1],
      [boot, 2],
      ['bb00000000000000', 1],
    ]);
    expect(next.state('hashes')).toBe('b');
  });

  test('a writer killed at any moment leaves all that it had appended', async () => {
    await using resources = openResources();
    const path = join(await resources.folder(), 'outbox.db');
    const writer = join(import.meta.dirname, '../support/outbox-writer.ts');
    const child = resources.process(
      spawn(process.execPath, [writer, path], { stdio: ['ignore', 'pipe', 'inherit'] }),
    );
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    const lastWhole = (): number => Number(printed.slice(0, printed.lastIndexOf('\n')).split('\n').at(-1));
    await eventually(() => lastWhole() > 200 || undefined);
    child.kill('SIGKILL');
    await eventually(() => child.signalCode ?? undefined);
    const outbox = resources.closing(open(path));
    const seqs = all(outbox).map(({ seq }) => seq);
    expect(seqs.length).toBeGreaterThanOrEqual(lastWhole());
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  });

  test('one folder, one agent', async () => {
    await using resources = openResources();
    const { path } = await openIn(resources);
    const second = openOutbox(log, { path, boot, maxBytes: 1, maxMemoryBytes: 1 });
    expect(second).toMatchObject({ ok: false, error: { code: 'SD-AGENT-RUNNING' } });
  });
});

test('what is appended after the end leaves the folder to the next agent', async () => {
  await using resources = openResources();
  const { path, outbox } = await openIn(resources);
  outbox.close();
  outbox.append(heartbeat(1_000), {});
  const next = resources.closing(open(path));
  expect(all(next)).toHaveLength(0);
});

describe('acknowledging', () => {
  test('any order of acknowledgements leaves exactly the others, also after a restart', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: 80 })), async (acknowledged) => {
        await using resources = openResources();
        const { path, outbox } = await openIn(resources);
        for (let at = 1; at <= 80; at += 1) outbox.append(heartbeat(at));
        for (const seq of acknowledged) outbox.acknowledge(boot, seq);
        const left = Array.from({ length: 80 }, (_, index) => index + 1).filter(
          (seq) => !acknowledged.includes(seq),
        );
        expect(all(outbox).map(({ seq }) => seq)).toEqual(left);
        expect(outbox.status().rows).toBe(left.length);
        outbox.close();
        const again = resources.closing(open(path));
        expect(all(again).map(({ seq }) => seq)).toEqual(left);
      }),
      { numRuns: 15 },
    );
  });

  test('up to a number, of one boot only', async () => {
    await using resources = openResources();
    const { path, outbox } = await openIn(resources);
    for (let at = 1; at <= 5; at += 1) outbox.append(heartbeat(at));
    outbox.close();
    const later = resources.closing(open(path, { boot: 'bb00000000000000' }));
    later.append(heartbeat(6));
    later.acknowledgeUpTo(boot, 3);
    expect(all(later).map(({ seq }) => seq)).toEqual([4, 5, 1]);
  });
});

describe('a full outbox', () => {
  test('thins the oldest heartbeats first: number and times stay, no number is missing', async () => {
    await using resources = openResources();
    const { outbox } = await openIn(resources, { maxBytes: 20_000 });
    outbox.append(inventory(1));
    for (let at = 2; at <= 90; at += 1) outbox.append(heartbeat(at));
    const rows = all(outbox);
    expect(rows.map(({ seq, at, up }) => [seq, at, up])).toEqual(
      Array.from({ length: 90 }, (_, index) => [index + 1, index + 1, (index + 1) / 10]),
    );
    const isThinned = rows.map(({ readings, outcomes }) => readings.length + outcomes.length === 0);
    expect(isThinned[0]).toBe(false);
    expect(isThinned[1]).toBe(true);
    expect(isThinned.at(-1)).toBe(false);
    expect(outbox.status()).toMatchObject({ rows: 90, lost: 0, thinned: isThinned.filter(Boolean).length });
  });

  test('then the oldest sections, then the oldest reports, and it says how many', async () => {
    await using resources = openResources();
    const { outbox } = await openIn(resources, { maxBytes: 10_000 });
    for (let at = 1; at <= 300; at += 1) outbox.append(at % 3 === 0 ? inventory(at) : heartbeat(at));
    const { rows, bytes, lost } = outbox.status();
    expect(bytes).toBeLessThanOrEqual(10_000);
    expect(lost).toBe(300 - rows);
    const seqs = all(outbox).map(({ seq }) => seq);
    expect(seqs.at(-1)).toBe(300);
    expect(seqs).toEqual(seqs.map((_, index) => 300 - seqs.length + 1 + index));
  });

  test('64 MB hold far more than 120 days of heartbeats', () => {
    const rowBytes =
      48 + Buffer.byteLength(JSON.stringify({ v: 1, boot, seq: 40_000, ...heartbeat(1_800_000_000_000) }));
    expect((120 * 288 * 2 * rowBytes) / 64e6).toBeLessThan(1);
  });
});

describe('a bad disk', () => {
  test('a damaged file is put aside and a new one begun', async () => {
    await using resources = openResources();
    const folder = await resources.folder();
    const path = join(folder, 'outbox.db');
    await writeFile(path, 'no database at all '.repeat(500));
    const outbox = resources.closing(open(path));
    outbox.append(heartbeat(1));
    expect(outbox.status()).toMatchObject({ rows: 1, isDurable: true });
    expect((await readFile(`${path}.damaged`, 'utf8')).startsWith('no database')).toBe(true);
  });

  test('a page damaged in the middle does not stop the agent', async () => {
    await using resources = openResources();
    const { path, outbox } = await openIn(resources);
    for (let at = 1; at <= 200; at += 1) outbox.append(heartbeat(at));
    outbox.close();
    const bytes = await readFile(path);
    bytes.fill(0xff, 4096, bytes.length);
    await writeFile(path, bytes);
    const again = resources.closing(open(path));
    again.append(heartbeat(201));
    again.append(heartbeat(202));
    const seqs = all(again).map(({ seq }) => seq);
    expect(seqs.slice(-2)).toEqual([1, 2]);
    expect(await readdir(join(path, '..'))).toContain('outbox.db.damaged');
  });

  test('without a disk reports stay in memory, bounded, and go to the disk when it is there again', async () => {
    await using resources = openResources();
    const folder = join(await resources.folder(), 'gone');
    const path = join(folder, 'outbox.db');
    const outbox = resources.closing(open(path));
    for (let at = 1; at <= 20; at += 1) outbox.append(heartbeat(at), { hashes: `${at}` });
    expect(outbox.status()).toMatchObject({ rows: 20, isDurable: false, failure: 'unusable' });
    outbox.acknowledge(boot, 1);
    await mkdir(folder);
    outbox.append(heartbeat(21));
    expect(outbox.status()).toMatchObject({ rows: 20, isDurable: true });
    outbox.close();
    const again = resources.closing(open(path));
    expect(all(again).map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
    expect(again.state('hashes')).toBe('20');
  });

  test('memory is thinned like the disk', async () => {
    await using resources = openResources();
    const path = join(await resources.folder(), 'gone', 'outbox.db');
    const outbox = resources.closing(open(path, { maxMemoryBytes: 5_000 }));
    for (let at = 1; at <= 500; at += 1) outbox.append(heartbeat(at));
    expect(outbox.status().bytes).toBeLessThanOrEqual(5_000);
    expect(all(outbox).at(-1)?.seq).toBe(500);
    await rm(path, { force: true });
  });
});
