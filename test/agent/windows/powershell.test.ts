import { getPriority } from 'node:os';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { askPowerShell, createWindowsBatch } from '../../../agent/collectors/windows/batch.ts';
import type { WindowsQuery } from '../../../agent/collectors/windows/query.ts';
import { batchScript } from '../../../agent/collectors/windows/script.ts';
import { powershellTimeoutMs, runPowerShell } from '../../../agent/host/powershell.ts';
import { createManualClock, createSystemClock } from '../../../shared/runtime/clock.ts';
import { eventually } from '../../support/eventually.ts';
import { type FakeStart, openFakePowerShell } from '../../support/fake-powershell.ts';
import { powershellWords, printedBatch } from '../../support/printed-batch.ts';
import { openRecordedHost } from '../../support/recorded-host.ts';
import { openResources } from '../../support/resources.ts';

const queries: readonly WindowsQuery[] = [
  { name: 'bios', sections: ['hardware'], script: "C Win32_BIOS @('SerialNumber')" },
  { name: 'antivirus', sections: ['antivirus', 'firewall'], script: "C AntiVirusProduct @('displayName')" },
];
const rows = [{ displayName: 'Bkav Pro – diệt vi rút' }];
const printed = printedBatch({ bios: { rows: [], ms: 9 }, antivirus: { rows, ms: 40 } });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** One batch against the stand-in, cut short once it runs when `isCut`, and that nothing of it is left. */
async function ask(behaviour: string, { isCut = false } = {}) {
  await using resources = openResources();
  const fake = await openFakePowerShell(resources, behaviour, printed);
  const cut = new AbortController();
  const asking = askPowerShell(fake.host(), queries, cut.signal);
  if (isCut) await eventually(async () => ((await fake.starts()).length > 0 ? true : undefined));
  if (isCut) cut.abort();
  const round = await asking;
  const starts = await fake.starts();
  const left = starts.flatMap(({ pid, below }) => [pid, ...(below === undefined ? [] : [below])]);
  expect(left.length).toBeGreaterThan(0);
  await eventually(() => (left.some(isAlive) ? undefined : true));
  return { round, starts, bios: round.answers('bios'), antivirus: round.answers('antivirus') };
}

const answered = { bios: { ok: true, value: [] }, antivirus: { ok: true, value: rows } };
const all = (error: string) => ({ bios: { ok: false, error }, antivirus: { ok: false, error } });

describe('what it prints is understood', () => {
  test.each([
    ['as it should be', 'note(); print(answer);'],
    ['whatever it exits with', 'note(); print(answer); process.exitCode = 1;'],
    ['between garbage', 'note(); print("profile \\ufffd <<oops>>\\r\\n" + answer + "\\r\\n>> WARNING <<");'],
    ['as UTF-16 in odd pieces', pieces('utf16le', "'\\ufeff' + answer")],
    ['as UTF-8 byte by byte, broken into lines', pieces('utf8', "answer.replace(/.{80}/g, '$&\\r\\n')", 1)],
    ['with progress bars on standard error', 'note(); print(answer); console.error("#< CLIXML");'],
  ])('%s', async (_, behaviour) => {
    expect(await ask(behaviour)).toMatchObject(answered);
  });

  test('even when its own child holds the pipe', async () => {
    expect(await ask('note({ below: below() }); print(answer); process.exit(0);')).toMatchObject(answered);
  });
});

function pieces(encoding: string, text: string, size = 7): string {
  return `note();
    const bytes = Buffer.from(${text}, '${encoding}');
    for (let at = 0; at < bytes.length; at += ${size}) writeSync(1, bytes.subarray(at, at + ${size}));`;
}

describe('what it fails at is a reason of every question, and no child is left', () => {
  test.each([
    ['XML on standard error alone', 'note(); console.error("#< CLIXML <Objs/>");', 'failed'],
    ['nothing', 'note();', 'failed'],
    [
      'a death half-way',
      'note(); print(answer.slice(0, 40)); process.kill(process.pid, "SIGKILL");',
      'failed',
    ],
    ['an end half-way', 'note(); print(answer.slice(0, 40));', 'failed'],
    [
      'a flood',
      'note(); const x = Buffer.alloc(1e6, 120); for (let n = 0; n < 100; n += 1) print(x);',
      'failed',
    ],
  ])('%s', async (_, behaviour, error) => {
    expect(await ask(behaviour)).toMatchObject(all(error));
  });

  test.each([
    ['it hangs', 'note(); print(answer.slice(0, 40)); hang();'],
    ['it and its own child hang', 'note({ below: below() }); hang();'],
  ])('%s', async (_, behaviour) => {
    expect(await ask(behaviour, { isCut: true })).toMatchObject({
      ...all('timed-out'),
      round: { isLate: true },
    });
  });

  test('what it complained of is kept for the log', async () => {
    const { round } = await ask('note(); console.error("#< CLIXML <Objs/>");');
    expect(round.detail).toBe('PowerShell gave no answer: #< CLIXML <Objs/>');
  });
});

test('a machine without PowerShell cannot answer', async () => {
  await using resources = openResources();
  const host = resources.closing(await openRecordedHost({ platform: 'windows', files: {} }));
  const round = await askPowerShell(host, queries);
  expect(round.answers('bios')).toEqual({ ok: false, error: 'unsupported' });
});

test('it is given the script whole, and runs below the priority of the agent', async () => {
  const { starts } = await ask('note({ below: undefined }); print(answer);');
  expect(starts[0]?.args).toEqual([...powershellWords, batchScript(queries)]);
  await using resources = openResources();
  const fake = await openFakePowerShell(resources, 'print(String(require("node:os").getPriority()));');
  const run = await runPowerShell(fake.host(), 'x');
  expect(run.ok && Number(run.value.text)).toBeGreaterThan(getPriority());
});

test('a run is cut after 90 seconds, and a script that fits no command line is a bug', async () => {
  await using resources = openResources();
  const limits: number[] = [];
  const recorded = resources.closing(await openRecordedHost({ platform: 'windows', files: {} }));
  const host: typeof recorded = {
    ...recorded,
    runToExit: (program, args, options) => {
      limits.push(options.timeoutMs);
      return recorded.runToExit(program, args, options);
    },
  };
  await runPowerShell(host, 'x');
  expect(limits).toEqual([powershellTimeoutMs]);
  expect(powershellTimeoutMs).toBe(90_000);
  await expect(runPowerShell(host, 'x'.repeat(30_001))).rejects.toThrow(RangeError);
});

test('one child at most, whoever asks', async () => {
  await using resources = openResources();
  const slow = 'note(); setTimeout(() => print(answer), 50);';
  const fake = await openFakePowerShell(resources, slow, printed);
  const host = fake.host();
  await Promise.all([
    askPowerShell(host, queries),
    host.run(process.execPath, ['-e', ''], { timeoutMs: 15_000, maxBytes: 10 }),
    askPowerShell(host, queries),
    askPowerShell(host, queries),
  ]);
  expect((await fake.starts()).map(({ alive }: FakeStart) => alive)).toEqual([0, 0, 0]);
});

test('an agent that stops ends the child', async () => {
  await using resources = openResources();
  const fake = await openFakePowerShell(resources, 'note(); hang();');
  const stopping = new AbortController();
  const clock = createSystemClock();
  const batch = createWindowsBatch({ host: fake.host(), clock }, queries);
  const asking = batch.ask(['hardware'], stopping.signal);
  const pid = await eventually(async () => (await fake.starts())[0]?.pid);
  stopping.abort();
  await asking;
  await eventually(() => (isAlive(pid) ? undefined : true));
  expect(batch.isSlow()).toBe(false);
});

describe('a batch', () => {
  /** A Windows whose PowerShell is late as told; gives how often it was started. */
  async function open(resources: ReturnType<typeof openResources>, isLate: () => boolean) {
    let starts = 0;
    const clock = createManualClock(Date.UTC(2026, 8, 7));
    const recorded = resources.closing(await openRecordedHost({ platform: 'windows', files: {} }));
    const runToExit: typeof recorded.runToExit = () => {
      starts += 1;
      if (isLate()) return Promise.resolve({ ok: false, error: 'timed-out' });
      return Promise.resolve({ ok: true, value: { exitCode: 0, stdout: printed } });
    };
    const host = { ...recorded, runToExit };
    return { clock, host, batch: createWindowsBatch({ host, clock }, queries), starts: () => starts };
  }
  const hourMs = 3_600_000;

  test('asks what is due alone, and nothing where nothing is to be asked', async () => {
    await using resources = openResources();
    const { batch, host, clock, starts } = await open(resources, () => false);
    const round = await batch.ask(['firewall', 'usage']);
    expect(round.answers('antivirus')).toEqual(answered.antivirus);
    expect(round.answers('bios')).toEqual({ ok: false, error: 'unsupported' });
    expect([round.msOf('firewall'), round.msOf('antivirus')]).toEqual([40, 0]);
    await batch.ask(['usage', 'software']);
    expect(starts()).toBe(1);
    const linux = createWindowsBatch({ host: { ...host, platform: 'linux' }, clock }, queries);
    expect((await linux.ask(['hardware'])).answers('bios')).toEqual({ ok: false, error: 'unsupported' });
    expect(starts()).toBe(1);
  });

  test('that was late three times in a row pauses, longer each time, until it answers in time', async () => {
    await using resources = openResources();
    let isLate = true;
    const { batch, clock, starts } = await open(resources, () => isLate);
    const hours = async (count: number): Promise<number> => {
      const before = starts();
      for (let hour = 0; hour < count; hour += 1) {
        await clock.advance(hourMs);
        const { answers } = await batch.ask(['hardware']);
        if (isLate) expect(answers('bios')).toEqual({ ok: false, error: 'timed-out' });
      }
      return starts() - before;
    };
    expect(await hours(2)).toBe(2);
    expect(batch.isSlow()).toBe(false);
    expect(await hours(1)).toBe(1);
    expect(batch.isSlow()).toBe(true);
    for (const pauseHours of [4, 8, 16, 24, 24]) {
      expect(await hours(pauseHours - 1)).toBe(0);
      expect(await hours(1)).toBe(1);
    }
    isLate = false;
    await hours(24);
    expect(batch.isSlow()).toBe(false);
    expect(await hours(2)).toBe(2);
  });

  test('whose own time was over before its last question was late too', async () => {
    const late = printedBatch({ bios: { rows: [] }, antivirus: { error: 'Budget' } });
    await using resources = openResources();
    const fake = await openFakePowerShell(resources, 'print(answer);', late);
    const round = await askPowerShell(fake.host(), queries);
    expect(round).toMatchObject({ isLate: true });
    expect(round.answers('bios')).toEqual({ ok: true, value: [] });
    expect(round.answers('antivirus')).toEqual({ ok: false, error: 'timed-out' });
  });
});
