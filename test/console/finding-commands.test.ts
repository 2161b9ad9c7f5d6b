import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { Command } from '../../console/cli/command.ts';
import { reviewText } from '../../console/rows/review-record.ts';
import { createText } from '../../shared/text/create-text.ts';
import { openResources } from '../support/resources.ts';
import { expectGolden } from './goldens.ts';
import { sampleFinding, sampleFindings, sampleReview } from './sample-findings.ts';
import { sampleDeviceId } from './sample-fleet.ts';
import { runSample } from './sample-run.ts';

const list: Command = { kind: 'findings', where: {}, by: 'room' };
const inRoom = { schoolCode: '51-001', room: 'PM1' };
const review = { schoolCode: '51-001', month: '2026-11' };

const listings: readonly (readonly [string, Exclude<Command, { kind: 'print' }>])[] = [
  ['findings', { kind: 'findings', where: {}, by: 'room' }],
  ['findings-by-code', { kind: 'findings', where: {}, by: 'code' }],
  ['risk', { kind: 'risk', where: {}, by: 'school' }],
  ['trend', { kind: 'finding-trend', where: {}, months: 12 }],
  ['upgrades', { kind: 'upgrades', where: {} }],
  ['review', { kind: 'review-show', which: review }],
  ['reviews', { kind: 'review-list', schoolCode: undefined }],
  ['licences', { kind: 'licence-list', schoolCode: undefined }],
];

test.each(
  listings.flatMap(([name, command]) =>
    (['vi', 'en'] as const).map((language) => [name, language, command] as const),
  ),
)('%s reads as reviewed, in %s', async (name, language, command) => {
  const { stdout } = await runSample(command, {}, { language });
  expectGolden(`${name}-${language}.txt`, stdout);
});

test('findings --json carries the lines and every finding with its evidence, instants as ISO', async () => {
  const { stdout } = await runSample(list, { json: true });
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({ asAt: '2026-11-22T00:31:00.000Z', machines: 44 });
  expect(document.unknown).toEqual([{ code: 'encryption-off', machines: 4 }]);
  expect(document.groups).toHaveLength(3);
  expect(document.findings).toHaveLength(sampleFindings.length);
  expect(document.findings[80]).toMatchObject({
    code: 'antivirus-off',
    since: '2026-11-10T00:31:00.000Z',
    evidence: [{ fact: 'antivirus.products[].productState', value: '393472' }],
  });
});

test('findings --csv has one record each finding, with its evidence', async () => {
  const { stdout } = await runSample(list, { csv: true }, { language: 'en' });
  const records: Record<string, string>[] = parse(stdout, { columns: true });
  expect(records).toHaveLength(sampleFindings.length);
  expect(records[80]).toMatchObject({
    'Finding code': 'antivirus-off',
    Evidence: 'antivirus.products[].productState=393472',
    'PC id': sampleDeviceId(41),
  });
});

test.each([
  [{ kind: 'risk', where: {}, by: 'school' }, ['School code']],
  [{ kind: 'risk', where: {}, by: 'machine' }, ['School code', 'PC id']],
  [{ kind: 'upgrades', where: {} }, ['School code', 'PC id']],
] as const)('%j --csv tells places apart whose names are alike', async (command, ids) => {
  const { stdout } = await runSample(command, { csv: true }, { language: 'en' });
  const records: Record<string, string>[] = parse(stdout, { columns: true });
  expect(Object.keys(records[0] ?? {}).slice(0, ids.length)).toEqual(ids);
  expect(records.every((record) => /^51-\d{3}$/.test(record['School code'] ?? ''))).toBe(true);
});

test('what turns a line around is not printed', () => {
  const review = { ...sampleReview, schoolName: 'TH \u202eA', conclusion: 'Đạt\u200f' };
  expect(reviewText(review, createText('vi'))).not.toMatch(/\p{Cf}/u);
});

test.each([
  [2, sampleFindings],
  [1, [sampleFinding(1, { severity: 'critical', status: 'acknowledged' })]],
  [1, [sampleFinding(1, { severity: 'low' })]],
  [0, [sampleFinding(1, { status: 'accepted' })]],
  [0, []],
] as const)('findings --check is %i by what nobody is at', async (severity, findings) => {
  expect(await runSample(list, { check: true }, { findings })).toMatchObject({ severity });
});

test('what was asked for reaches the broker', async () => {
  const { asked } = await runSample({
    ...list,
    where: inRoom,
    code: 'smb-one',
    severity: 'medium',
    statuses: ['fixed'],
  });
  expect(asked).toEqual([
    { kind: 'findings', params: { ...inRoom, code: 'smb-one', severity: 'medium', statuses: ['fixed'] } },
  ]);
});

test('an acceptance holds to the end of its last day where the schools are', async () => {
  const decision = { code: 'smb-one', status: 'accepted', reason: 'Máy in cũ', until: '2026-12-31' } as const;
  const { asked, stdout } = await runSample(
    { kind: 'finding-set', where: inRoom, decision },
    {},
    { language: 'en' },
  );
  expect(asked[0]?.params).toEqual({
    ...inRoom,
    code: 'smb-one',
    status: 'accepted',
    reason: 'Máy in cũ',
    acceptedUntil: Date.UTC(2026, 11, 31, 16, 59, 59, 999),
  });
  expect(stdout).toContain('40');
});

test.each(['vi', 'en'] as const)('the review is a file that a spreadsheet opens, in %s', async (language) => {
  await using resources = openResources();
  const path = join(await resources.folder(), 'review.csv');
  await runSample({ kind: 'export-review', which: review, path }, {}, { language });
  const bytes = await readFile(path);
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expectGolden(`review-${language}.csv`, bytes.subarray(3).toString());
  const piped = await runSample({ kind: 'export-review', which: review, path: undefined }, {}, { language });
  expect(Buffer.from(piped.stdout).equals(bytes)).toBe(true);
  expect(bytes.toString()).not.toMatch(/[;\n]"?=/);
});

test('a recorded review is shown by its number and says who recorded it', async () => {
  const { asked, stdout } = await runSample(
    { kind: 'review-show', which: { id: 7 } },
    {},
    { language: 'en' },
  );
  expect(asked).toEqual([{ kind: 'reviewShow', params: { id: 7 } }]);
  expect(stdout).toContain('No. 7, recorded by u-aaaaaaaaaaaaaaaa');
});

test('recording says what was recorded', async () => {
  const { asked, stdout } = await runSample(
    { kind: 'review-record', schoolCode: '51-001', month: '2026-11', conclusion: 'Đạt' },
    { json: true },
  );
  expect(asked).toEqual([{ kind: 'reviewRecord', params: { ...review, conclusion: 'Đạt' } }]);
  expect(JSON.parse(stdout)).toMatchObject({ id: 7, asAt: '2026-11-22T00:31:00.000Z' });
});

test('licences and the rule of what counts as one', async () => {
  expect(await runSample({ kind: 'licence-list', schoolCode: undefined })).toMatchObject({ severity: 1 });
  const licence = { schoolCode: '51-001', product: 'Kaspersky', seats: 40, expiresOn: '2026-12-01' };
  const set = await runSample({ kind: 'licence-set', licence }, { json: true });
  expect(set.asked).toEqual([{ kind: 'licenceSet', params: licence }]);
  expect(JSON.parse(set.stdout).licence).toMatchObject({ id: 1, state: 'ending' });
  const removed = await runSample({ kind: 'licence-remove', id: 2 }, { json: true });
  expect(JSON.parse(removed.stdout)).toEqual({ id: 2 });
  const policy = await runSample(
    { kind: 'policy-set', builtInAntivirusIsLicensed: false },
    {},
    { language: 'en' },
  );
  expect(policy.asked).toEqual([{ kind: 'reviewPolicySet', params: { builtInAntivirusIsLicensed: false } }]);
  expect(policy.stdout).toContain('does not count');
});
