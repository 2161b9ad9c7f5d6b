import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ExportCommand } from '../../console/cli/export-command.ts';
import { parseCommandLine } from '../../console/cli.ts';
import { runExportCommand } from '../../console/commands/exports.ts';
import { exportKinds } from '../../console/export/registry.ts';
import { planKinds } from '../../shared/contract/plan-kinds.ts';
import type { QueryParams } from '../../shared/contract/query.ts';
import { shippedCalendar } from '../../shared/data/calendar.ts';
import { shippedNormPacks } from '../../shared/data/norms.ts';
import { createSchoolCalendar } from '../../shared/domain/calendar.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import { createManualClock } from '../../shared/runtime/clock.ts';
import { sha256Of, snapshotChunks, snapshotText } from '../../shared/runtime/snapshot-text.ts';
import { createText } from '../../shared/text/create-text.ts';
import { sceneNowMs } from '../support/planning-scene.ts';
import { smallSnapshot } from './export/sheets/sample-export.ts';
import { createScriptedSource } from './scripted-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'schooldrum-export-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = createText('en');
const snapshot = snapshotText(smallSnapshot());

function commandOf(line: string): ExportCommand {
  const parsed = parseCommandLine(line.split(' '), text, '1');
  if (!parsed.ok || parsed.value.command.kind !== 'export') throw new Error(line);
  return parsed.value.command;
}

type Recorded = QueryParams<'exportRecord'>;

async function run(line: string, { isTerminal = false, isRegistered = true } = {}) {
  const recorded: Recorded[] = [];
  const { source } = createScriptedSource({
    planning: () =>
      ok({ sha256: sha256Of(snapshot), isWhole: true, confirmations: [], chunks: snapshotChunks(snapshot) }),
    exportRecord: (asked) => {
      const params = planKinds.exportRecord.params.parse(asked);
      recorded.push(params);
      return isRegistered
        ? ok({ row: { ...params, at: sceneNowMs, by: 'u', role: 'planner' } })
        : err(appError('SD-ANSWER-TIMEOUT', {}));
    },
  });
  const rules = { pack: shippedNormPacks()[0], calendar: createSchoolCalendar(shippedCalendar()) };
  const clock = createManualClock(sceneNowMs);
  const result = await runExportCommand(commandOf(line), {
    source,
    clock,
    text,
    rules,
    flags: {},
    isTerminal,
  });
  return { result, recorded };
}

test('every kind of the registry is a subcommand, with the formats that it has', () => {
  for (const { what, formats } of exportKinds) {
    for (const format of Object.keys(formats)) {
      expect(commandOf(`export ${what} --format ${format}`)).toMatchObject({ what, format });
    }
  }
});

test.each([
  ['export needs', 'csv'],
  ['export needs -o a.XLSX', 'xlsx'],
  ['export needs -o a.json', 'json'],
  ['export needs --format xlsx -o a.csv', 'xlsx'],
  ['export glpi', 'json'],
])('%j is a file of %s', (line, format) => {
  expect(commandOf(line).format).toBe(format);
});

test.each(['export needs -o a.doc', 'export needs --format docx', 'export nothing'])(
  '%j is no export',
  (line) => {
    expect(parseCommandLine(line.split(' '), text, '1')).toMatchObject({
      ok: false,
      error: { code: 'SD-USAGE' },
    });
  },
);

test('a workbook is written whole and registered by its bytes, its snapshot and its parameters', async () => {
  const path = join(folder, 'needs.xlsx');
  const { result, recorded } = await run(`export needs --policy teachable -o ${path}`);
  expect(result).toMatchObject({ ok: true, value: { stdout: '', severity: 2 } });
  const bytes = readFileSync(path);
  expect(recorded).toEqual([
    expect.objectContaining({
      ...{
        what: 'needs',
        format: 'xlsx',
        lang: 'en',
        snapshot: 'Đầu năm 2026',
        settings: { policy: 'teachable' },
      },
      ...{ sha256: sha256Of(bytes), sizeBytes: bytes.length, snapshotSha256: sha256Of(snapshot) },
      code: expect.stringMatching(/^SD-[A-Z2-7]{4}-[A-Z2-7]{4}$/),
    }),
  ]);
});

test('what is printed is what was registered, the byte-order mark with it', async () => {
  const { result, recorded } = await run('export needs');
  const stdout = result.ok ? result.value.stdout : '';
  expect(stdout.startsWith('\uFEFF')).toBe(true);
  expect(recorded[0]?.sha256).toBe(sha256Of(stdout));
  const plain = await run('export needs --no-bom');
  expect(plain.result.ok && plain.result.value.stdout.startsWith('\uFEFF')).toBe(false);
});

test('a file that could not be registered stays, and that is said', async () => {
  const path = join(folder, 'unregistered.csv');
  const { result } = await run(`export needs -o ${path}`, { isRegistered: false });
  expect(result.ok && result.value.stderr).toContain('not in the register of exports');
  expect(readFileSync(path).length).toBeGreaterThan(1_000);
});

test('a workbook goes to a pipe, never to a terminal', async () => {
  const piped = await run('export needs --format xlsx');
  expect(piped.result.ok && [...(piped.result.value.bytes ?? [])].slice(0, 2)).toEqual([0x50, 0x4b]);
  const shown = await run('export needs --format xlsx', { isTerminal: true });
  expect(shown.result).toMatchObject({ ok: false, error: { code: 'SD-USAGE' } });
  expect(shown.recorded).toEqual([]);
});

test('a list of a school that there is not is refused', async () => {
  const { result } = await run('export inventory --school 9999');
  expect(result).toMatchObject({ ok: false, error: { code: 'SD-SCHOOL-UNKNOWN' } });
});

test('another scope is another file with another code', async () => {
  const [all, one] = await Promise.all([run('export inventory'), run('export inventory --school 0101')]);
  expect(all.recorded[0]?.code).not.toBe(one.recorded[0]?.code);
});
