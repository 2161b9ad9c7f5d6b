import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { parseCommandLine } from '../../console/cli.ts';
import { runCommand } from '../../console/commands/run-command.ts';
import type { ConfirmationRow, SnapshotRow } from '../../shared/contract/snapshot.ts';
import { shippedCalendar } from '../../shared/data/calendar.ts';
import { shippedNormPacks } from '../../shared/data/norms.ts';
import { createSchoolCalendar } from '../../shared/domain/calendar.ts';
import { ok } from '../../shared/domain/result.ts';
import { createManualClock } from '../../shared/runtime/clock.ts';
import { sha256Of, snapshotChunks, snapshotText } from '../../shared/runtime/snapshot-text.ts';
import { createText } from '../../shared/text/create-text.ts';
import { asAtMs, machine, snapshot } from '../domain/item/snapshot-records.ts';
import { row, school } from '../domain/planning-records.ts';
import { expectGolden } from './goldens.ts';
import { createScriptedSource } from './scripted-source.ts';

const deviceId = 'd-aaaaaaaaaaaaaaaa';
const frozen = snapshot({
  name: 'Chốt 30-9',
  kind: 'school-year-start',
  schools: [
    school('0123', row({ level: 'TH', students: 500, informaticsStudents: 300, declaredStudentPcs: 4 })),
    school('0124', row({ level: 'TH', students: 100, informaticsStudents: 60, declaredStudentPcs: 2 })),
  ],
  machines: [
    machine('d-1', { schoolCode: '0123', room: 'PM1', hostname: 'LAB-01' }),
    machine(deviceId, { schoolCode: '0123', room: 'PM1', hostname: 'LAB-02', state: 'broken' }),
  ],
});
const snapshotRow: SnapshotRow = {
  ...{ name: 'Chốt 30-9', kind: 'school-year-start', asAt: asAtMs, takenAt: asAtMs, takenBy: 'u-x' },
  ...{ sha256: 'a'.repeat(64), schools: 2, machines: 2, confirmed: 0, disputed: 1, isClosed: false },
  gaps: ['lines-not-rebuilt'],
};
const confirmations: ConfirmationRow[] = [
  {
    ...{ schoolCode: '0123', state: 'disputed', role: 'school-officer', at: asAtMs },
    remarks: [{ deviceId, remark: 'đã sửa xong' }],
  },
  { schoolCode: '0124', state: 'draft', role: null, at: null, remarks: [] },
];

type Ran = {
  readonly stdout?: string;
  readonly refused?: string;
  readonly asked?: readonly { readonly kind: string; readonly params: unknown }[];
};

async function run(
  line: readonly string[],
  language: 'vi' | 'en' = 'vi',
  seen = confirmations,
): Promise<Ran> {
  const text = createText(language);
  const parsed = parseCommandLine(line, text, '0');
  if (!parsed.ok) return { refused: text.error(parsed.error) };
  const { command, flags } = parsed.value;
  if (command.kind === 'print') throw new Error(command.text);
  const written = snapshotText(frozen);
  const { source, asked } = createScriptedSource({
    planning: () =>
      ok({
        ...{ sha256: sha256Of(written), isWhole: true, confirmations: seen },
        chunks: snapshotChunks(written),
      }),
    snapshotList: () => ok({ snapshots: [snapshotRow] }),
    snapshotShow: () => ok({ snapshot: snapshotRow, confirmations: seen }),
    snapshotCreate: () => ok({ snapshot: snapshotRow }),
    snapshotConfirm: () => ok({ confirmation: confirmations[0] }),
    snapshotClose: () => ok({ snapshot: { ...snapshotRow, isClosed: true } }),
  });
  const rules = { pack: shippedNormPacks()[0], calendar: createSchoolCalendar(shippedCalendar()) };
  const context = { source, clock: createManualClock(asAtMs), text, rules, flags, isTerminal: false };
  const answer = await runCommand(command, context);
  return answer.ok ? { stdout: answer.value.stdout, asked } : { refused: text.error(answer.error), asked };
}

test.each(['vi', 'en'] as const)('snapshot commands read as reviewed, in %s', async (language) => {
  for (const [name, ...line] of [
    ['list', 'list'],
    ['show', 'show', 'Chốt 30-9'],
    ['school', 'show', 'Chốt 30-9', '--school', '0123'],
    ['create', 'create', 'Chốt 30-9'],
  ]) {
    const { stdout } = await run(['snapshot', ...line], language);
    expectGolden(`snapshot-${name}-${language}.txt`, stdout ?? '');
  }
});

test('a school sees what it declared beside what counts, and every machine that does not, with its reason', async () => {
  const { stdout } = await run(['snapshot', 'show', 'Chốt 30-9', '--school', '0123', '--json']);
  expect(JSON.parse(stdout ?? '')).toMatchObject({
    ...{ name: 'Chốt 30-9', schoolCode: '0123', declared: 4, registered: 2, usable: 1 },
    asAt: new Date(asAtMs).toISOString(),
    confirmation: { state: 'disputed', remarks: [{ deviceId }] },
    machines: [
      { deviceId: 'd-1', counts: true, reason: null },
      { deviceId, counts: false, reason: 'state-broken' },
    ],
  });
  const csv = await run(['snapshot', 'show', 'Chốt 30-9', '--school', '0123', '--csv'], 'en');
  expect(parse(csv.stdout ?? '', { columns: true })).toHaveLength(1);
  expect(await run(['snapshot', 'show', 'Chốt 30-9', '--school', '9'])).toMatchObject({
    refused: expect.stringContaining('SD-SCHOOL-UNKNOWN'),
  });
});

test('a day is its end in local time; without one it is now', async () => {
  const dated = await run(['snapshot', 'create', 'N', '--as-at', '2026-09-30', '--kind', 'budget']);
  const asAt = Date.parse('2026-09-30T23:59:59.999+07:00');
  expect(dated.asked).toEqual([{ kind: 'snapshotCreate', params: { name: 'N', kind: 'budget', asAt } }]);
  const now = await run(['snapshot', 'create', 'N']);
  expect(now.asked).toEqual([{ kind: 'snapshotCreate', params: { name: 'N', kind: 'ad-hoc' } }]);
  expect((await run(['snapshot', 'create', 'N', '--as-at', 'hôm nay'])).refused).toContain('hôm nay');
  expect((await run(['snapshot', 'create', 'N', '--kind', 'live'])).refused).toContain('SD-USAGE');
});

test('remarks are on machines or on the school; who is over one school need not name it', async () => {
  const words = ['--remark', `${deviceId}: đã sửa`, '--remark', 'thiếu: 3 máy'];
  const own = await run(['snapshot', 'dispute', 'N', ...words], 'vi', confirmations.slice(0, 1));
  expect(own.asked?.at(-1)).toEqual({
    kind: 'snapshotConfirm',
    params: {
      ...{ name: 'N', schoolCode: '0123', state: 'disputed' },
      remarks: [
        { deviceId, remark: 'đã sửa' },
        { deviceId: null, remark: 'thiếu: 3 máy' },
      ],
    },
  });
  const several = await run(['snapshot', 'confirm', 'N']);
  expect(several.refused).toContain('--school');
  const named = await run(['snapshot', 'confirm', 'N', '--school', '0124']);
  expect(named.asked).toMatchObject([{ params: { schoolCode: '0124', state: 'confirmed', remarks: [] } }]);
  expect((await run(['snapshot', 'dispute', 'N'])).refused).toContain('--remark');
});

test('a name is one name however a keyboard composed it; listings and closing print instants', async () => {
  const decomposed = 'Chốt'.normalize('NFD');
  const closed = await run(['snapshot', 'close', decomposed, '--json']);
  expect(closed.asked).toEqual([{ kind: 'snapshotClose', params: { name: 'Chốt' } }]);
  expect(JSON.parse(closed.stdout ?? '')).toMatchObject({
    ...{ isClosed: true, takenAt: new Date(asAtMs).toISOString() },
  });
  const { stdout } = await run(['snapshot', 'list', '--json']);
  expect(JSON.parse(stdout ?? '').snapshots).toHaveLength(1);
});
