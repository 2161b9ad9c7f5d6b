import { expect, test } from 'vitest';
import { groupFindings } from '../../console/rows/finding-groups.ts';
import { sampleFinding, sampleFindings } from './sample-findings.ts';

test('one frozen lab is one line: what its disks explain is counted under the cause', () => {
  const groups = groupFindings(sampleFindings, 'room');
  expect(groups.map(({ code, room, machines }) => [code, room, machines])).toEqual([
    ['antivirus-off', 'VP', 2],
    ['frozen-disk', 'PM1', 40],
    ['smb-one', null, 1],
  ]);
  expect(groups[1]?.explains).toEqual([{ code: 'antivirus-outdated', machines: 40 }]);
});

test('a symptom stands for itself where its cause is not in the list', () => {
  const stale = sampleFindings.filter(({ code }) => code === 'antivirus-outdated');
  expect(groupFindings(stale, 'school')).toMatchObject([
    { code: 'antivirus-outdated', machines: 40, explains: [] },
  ]);
});

test('a symptom on a machine that has not the cause stands for itself', () => {
  const other = sampleFinding(50, {
    code: 'antivirus-outdated',
    severity: 'high',
    explainedBy: 'frozen-disk',
  });
  const groups = groupFindings([...sampleFindings, other], 'room');
  expect(groups.filter(({ code }) => code === 'antivirus-outdated')).toMatchObject([{ machines: 1 }]);
});

test.each([
  ['code', ['antivirus-off', 'frozen-disk', 'smb-one']],
  ['school', ['antivirus-off', 'frozen-disk', 'smb-one']],
] as const)('by %s', (by, codes) => {
  expect(groupFindings(sampleFindings, by).map(({ code }) => code)).toEqual(codes);
});

test('by machine every machine has its own lines, and the oldest date and common status hold', () => {
  const groups = groupFindings(sampleFindings, 'machine');
  expect(groups).toHaveLength(43);
  const [office] = groupFindings(sampleFindings, 'room');
  expect(office).toMatchObject({ status: null, since: sampleFinding(42).since - 28 * 86_400_000 });
});

test('a finding of a school as a whole is a line of no machine', () => {
  const overdue = sampleFinding(0, {
    code: 'review-overdue',
    deviceId: null,
    hostname: null,
    room: null,
    seat: null,
  });
  expect(groupFindings([overdue], 'room')).toMatchObject([{ code: 'review-overdue', machines: 0 }]);
});
