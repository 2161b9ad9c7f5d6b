import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPlanningOffice, type PlanningOffice } from '../support/console-call.ts';
import { openResources } from '../support/resources.ts';
import { rosterCsv, rosterHeader, type School, school } from './planning-rosters.ts';

const resources = openResources();
let office: PlanningOffice;

beforeAll(async () => {
  office = await openPlanningOffice(resources);
});

afterAll(() => resources[Symbol.asyncDispose]());

describe('rosters that cannot be true', () => {
  test.each([
    ['negative pupils', ['H', 'TH', '', '-5', '1', '1', '1', '', '', '0'], 'students', '-5'],
    [
      'a class larger than its school',
      ['H', 'TH', '', '30', '20', '1', '31', '', '', '0'],
      'largest_class',
      '31',
    ],
    [
      'more Informatics pupils than pupils',
      ['H', 'TH', '', '30', '31', '1', '20', '', '', '0'],
      'informatics_students',
      '31',
    ],
    ['an unknown level', ['H', 'Cấp 9', '', '30', '20', '1', '20', '', '', '0'], 'level', 'Cấp 9'],
    ['a formula', ['H', 'TH', '', '=1+1', '1', '1', '1', '', '', '0'], 'students', '=1+1'],
    [
      'a number beyond any school',
      ['H', 'TH', '', '1000000000', '1', '1', '1', '', '', '0'],
      'students',
      '1000000000',
    ],
    ['half a pupil', ['H', 'TH', '', '10.5', '1', '1', '1', '', '', '0'], 'students', '10.5'],
    ['a number with separators', ['H', 'TH', '', '1.540', '1', '1', '1', '', '', '0'], 'students', '1.540'],
  ] as const)('%s is named, and its row taken by nobody', async (_, row, column, value) => {
    const run = await office.roster(rosterCsv([row, ['H-OK', 'TH', '', '40', '25', '2', '20', '', '', '0']]));
    expect(run.stderr).toContain(column);
    expect(run.stderr).toContain(value);
    const document = office.json('needs');
    expect((document.schools as School[]).map(({ schoolCode }) => schoolCode)).not.toContain('H');
    expect(school(document, 'H-OK')).toMatchObject({ normNeed: 2 });
  });

  test('a code that comes twice is named; bytes of another encoding are refused whole', async () => {
    const twice = await office.roster(
      rosterCsv([
        ['T', 'TH', '', '40', '25', '2', '20', '', '', '0'],
        ['T', 'TH', '', '50', '25', '2', '20', '', '', '0'],
      ]),
    );
    expect(twice.stderr).toMatch(/3.*2/);
    expect(school(office.json('needs'), 'T')).toMatchObject({ levels: [{ students: 40 }] });
    const path = join(office.folder, 'old.csv');
    await writeFile(
      path,
      Buffer.concat([Buffer.from(`${rosterHeader}\nV,Tr`), Buffer.from([0xff, 0xfe, 0xdf])]),
    );
    const old = office.installation.broker('roster', 'import', path);
    expect(old.status).not.toBe(0);
    expect((office.json('needs').schools as School[]).map(({ schoolCode }) => schoolCode)).not.toContain('V');
  });
});
