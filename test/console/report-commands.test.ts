import { expect, test } from 'vitest';
import type { CommonFlags } from '../../console/cli/command.ts';
import { parseCommandLine } from '../../console/cli.ts';
import { runCommand } from '../../console/commands/run-command.ts';
import { shippedCalendar } from '../../shared/data/calendar.ts';
import { shippedDeadlines } from '../../shared/data/deadlines.ts';
import { shippedNormPacks } from '../../shared/data/norms.ts';
import { createSchoolCalendar } from '../../shared/domain/calendar.ts';
import { stableRows } from '../../shared/domain/register/list-file.ts';
import { registerTables } from '../../shared/domain/register/tables.ts';
import { ok } from '../../shared/domain/result.ts';
import type { Delivered } from '../../shared/domain/snapshot/register.ts';
import type { Snapshot } from '../../shared/domain/snapshot/snapshot.ts';
import { createManualClock } from '../../shared/runtime/clock.ts';
import { sha256Of, snapshotChunks, snapshotText } from '../../shared/runtime/snapshot-text.ts';
import { createText } from '../../shared/text/create-text.ts';
import { asAtMs, machine, snapshot } from '../domain/item/snapshot-records.ts';
import { row, school } from '../domain/planning-records.ts';
import { expectGolden } from './goldens.ts';
import { createScriptedSource } from './scripted-source.ts';

const delivered: readonly Delivered[] = [
  { ...lotRow('TS-1'), serial: null },
  { ...lotRow(null), serial: 'SN-2' },
  { ...lotRow(null), serial: null, quantity: 4 },
];

function lotRow(assetCode: string | null): Omit<Delivered, 'serial'> {
  return {
    ...{ lot: 'GOI-01/2026', schoolCode: '0123', item: 'student-pc', assetCode, quantity: 1 },
    deliveredOn: '2026-09-15',
  };
}

const frozen = snapshot({
  schools: [
    school('0123', row({ level: 'TH', students: 500, informaticsStudents: 300, declaredStudentPcs: 1 })),
  ],
  machines: [machine('d-1', { schoolCode: '0123', assetCode: 'TS-1' })],
  deadlines: shippedDeadlines(),
  normPacks: [{ ...shippedNormPacks()[0], items: [] }],
});

/** Runs a command line against a broker that holds one snapshot and one list of what was delivered. */
async function run(line: readonly string[], given: Partial<Snapshot> = {}) {
  const text = createText('vi');
  const parsed = parseCommandLine(line, text, '0');
  if (!parsed.ok || parsed.value.command.kind === 'print') throw new Error(JSON.stringify(parsed));
  const written = snapshotText({ ...frozen, ...given });
  const pages = {
    sha256: sha256Of(written),
    isWhole: true,
    confirmations: [],
    chunks: snapshotChunks(written),
  };
  const { source, asked } = createScriptedSource({
    planning: () => ok(pages),
    registerRows: () =>
      ok({
        header: registerTables.delivered.columns.map(({ header }) => header),
        rows: stableRows(registerTables.delivered, delivered as never),
      }),
  });
  const calendar = createSchoolCalendar(shippedCalendar());
  const [pack] = shippedNormPacks();
  const flags: CommonFlags = parsed.value.flags;
  const context = { source, clock: createManualClock(asAtMs), text, rules: { pack, calendar }, flags };
  const answer = await runCommand(parsed.value.command, context);
  if (!answer.ok) throw new Error(text.error(answer.error));
  return { ...answer.value, asked };
}

test('deadlines of the school year, with days left', async () => {
  const { stdout, severity } = await run(['deadlines']);
  expectGolden('deadlines-vi.txt', stdout);
  expect(severity).toBe(1);
});

test('deadlines --json counts the days of the school year from the snapshot, not from today', async () => {
  const { stdout } = await run(['deadlines', '--json', '--snapshot', '30-09'], {
    asAtMs: Date.parse('2026-10-20T08:00+07:00'),
  });
  const { asAt, deadlines } = JSON.parse(stdout);
  expect(asAt).toBe('2026-10-20T01:00:00.000Z');
  const start = deadlines.find(
    (each: { report: string; to: string }) => each.report === 'statistics-start' && each.to === 'ministry',
  );
  expect(start).toMatchObject({ dueOn: '2026-10-31', asAtOn: '2026-09-30', daysLeft: 11 });
});

test('delivered: approved, delivered, beating, and the machines that do not report', async () => {
  const { stdout, severity } = await run(['delivered']);
  expectGolden('delivered-vi.txt', stdout);
  expect(severity).toBe(1);
});

test('delivered --json of a named plan looks for the machines in the live picture', async () => {
  const { stdout, asked } = await run(['delivered', '--snapshot', '30-09', '--json']);
  const { lines, snapshot: name } = JSON.parse(stdout);
  expect(name).toBe('30-09');
  expect(lines).toMatchObject([
    {
      ...{ schoolCode: '0123', item: 'student-pc', delivered: 6, beating: 1, notBeating: 1 },
      ...{ unidentified: 4 },
      machines: [
        { deviceId: 'd-1', state: 'beating' },
        { serial: 'SN-2', state: 'not-joined' },
      ],
    },
  ]);
  expect(lines[0].undelivered).toBe(lines[0].approved - 6);
  const wishes = asked.filter(({ kind }) => kind === 'planning').map(({ params }) => params);
  expect(wishes).toEqual([{ purpose: 'view', snapshot: '30-09' }, { purpose: 'view' }]);
});
