import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { listKinds } from '../../../../console/export/lists/list-kinds.ts';
import { exportKinds } from '../../../../console/export/registry.ts';
import { metaRows } from '../../../../console/export/sheets/meta-sheet.ts';
import { createText } from '../../../../shared/text/create-text.ts';
import { officePc } from '../../../domain/item/snapshot-records.ts';
import { planFor } from '../../../domain/statistics/plan-records.ts';
import { districtSnapshot } from '../../../tools/district/district.ts';
import { defaultDistrict } from '../../../tools/district/schools.ts';
import { expectGolden } from '../../goldens.ts';
import { inputOf, listScene, listText } from './list-records.ts';

const names = listKinds.flatMap(({ what, formats }) => (formats.csv === undefined ? [] : [what]));

function tableOf(file: string, what: string): string[][] {
  return parse(file, { delimiter: what === 'giga' ? ',' : ';', relaxColumnCount: true });
}

test.each(names)('%s is as reviewed', async (what) => {
  const file = await listText(inputOf(what, listScene()), 'csv');
  const [list = ''] = file.split('[_meta]');
  expectGolden(`list-${what}.csv`, list);
});

test.each(names)('%s has the same rows for programs, and what they rest on', async (what) => {
  const input = inputOf(what, listScene());
  const document = JSON.parse(await listText(input, 'json'));
  expect(document).toMatchObject({ what, code: 'SD-ABCD-2345' });
  expect(document.meta.length).toBe(metaRows(input).length);
  const table = tableOf(await listText(input, 'csv'), what);
  const width = Object.keys(document.rows[0]).length;
  const wide = table.filter((cells) => cells.length === width);
  expect(wide.length - 1).toBe(document.rows.length + document.totals.length);
});

test.each(names)('%s: no cell runs as a formula, whatever a machine calls itself', async (what) => {
  const hostile = '=HYPERLINK("http://x")';
  const plan = listScene();
  const machines = [
    ...plan.snapshot.machines,
    officePc('d-9', { hostname: hostile, model: '@x', serial: '+1' }),
  ];
  const schools = plan.snapshot.schools.map((school) => ({ ...school, schoolName: '-2+3' }));
  const file = await listText(inputOf(what, listScene({ machines, schools })), 'csv');
  const cells = tableOf(file, what).flat();
  const formulas = cells.filter((cell) => /^[=+@\t\r]|^-(?![\d,.]+$)/.test(cell));
  expect(formulas).toEqual([]);
});

test('every list has its words in both languages', async () => {
  for (const language of ['vi', 'en'] as const) {
    const text = createText(language);
    for (const { what } of listKinds) {
      for (const key of [`export.what.${what}`, `cli.export.${what}`]) expect(text.say(key)).not.toBe(key);
    }
    for (const what of names) {
      const file = await listText(inputOf(what, listScene(), { language }), 'csv');
      expect(file).not.toMatch(/\b(list|export|action|reason)\.[a-zA-Z-]+\.?[a-zA-Z-]*(;|\r)/);
    }
  }
});

test('every list is an export of the command line', () => {
  const offered = exportKinds.map(({ what }) => what);
  for (const { what, formats } of listKinds) {
    expect(offered).toContain(what);
    const kind = exportKinds.find((each) => each.what === what);
    expect(Object.keys(kind?.formats ?? {}).sort()).toEqual(Object.keys(formats).sort());
  }
});

test('an unknown of a school is an empty cell, never 0', async () => {
  const { rows } = JSON.parse(await listText(inputOf('security', listScene()), 'json'));
  expect(rows.find((each: { schoolCode: string }) => each.schoolCode === '0123')).toMatchObject({
    ...{ findingsOpen: null, findingsOpened: null, findingsFixed: null, medianFixDays: null },
  });
});

test('a list of one school has no line of another', async () => {
  const scope = { schoolCode: 'S1' };
  for (const what of names.filter((each) => each !== 'transfers')) {
    const { rows } = JSON.parse(await listText(inputOf(what, listScene(), { scope }), 'json'));
    expect(rows.length).toBeGreaterThan(0);
    for (const each of rows) expect(each.schoolCode ?? each.school_id_govt).toBe('S1');
  }
});

test('a lab sheet of one room shows it whatever its kind, empty seats included', async () => {
  const input = inputOf('lab-sheet', listScene(), { scope: { schoolCode: 'S1', room: 'P1' } });
  const { rows } = JSON.parse(await listText(input, 'json'));
  expect(rows.map(({ seat, state }: { seat: string; state: string }) => [seat, state])).toEqual([
    ['1', 'approved'],
    ['2', 'broken'],
    ['3', 'no-machine'],
    ['10', 'approved'],
  ]);
});

test('two thousand schools', async () => {
  const { schools, machines, ...snapshot } = districtSnapshot(defaultDistrict);
  const copies = Array.from({ length: Math.ceil(2_000 / schools.length) }, (_, copy) => copy);
  const plan = planFor({
    ...snapshot,
    schools: copies.flatMap((copy) =>
      schools.map((school) => ({ ...school, schoolCode: `${school.schoolCode}.${copy}` })),
    ),
    machines: copies.slice(0, 3).flatMap((copy) =>
      machines.map((machine) => ({
        ...machine,
        deviceId: `${machine.deviceId}.${copy}`,
        schoolCode: `${machine.schoolCode}.${copy}`,
      })),
    ),
  });
  const security = JSON.parse(await listText(inputOf('security', plan), 'json'));
  expect(security.rows.length).toBe(copies.length * schools.length);
  const reconciliation = JSON.parse(await listText(inputOf('reconciliation', plan), 'json'));
  expect(reconciliation.rows.length).toBeGreaterThan(security.rows.length * 6);
});
