import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchMachines, parseMachines } from '../../../broker/roster/import-machines.ts';
import { conditionNames, machineColumns, roleNames } from '../../../broker/roster/machine-columns.ts';
import { fold } from '../../../shared/domain/register/fold.ts';

/** Each word leads to one thing only, also without marks. */
function foldedTwice(words: readonly string[]): string[] {
  const folded = words.map(fold);
  return folded.filter((word, index) => folded.indexOf(word) !== index);
}

test('every header and word means one thing, also without marks', () => {
  // A word may stand twice below one meaning, as in two languages; never below two.
  const below = (names: Readonly<Record<string, readonly string[]>>): string[] =>
    Object.values(names).flatMap((words) => [...new Set(words.map(fold))]);
  expect(foldedTwice(below(roleNames))).toEqual([]);
  expect(foldedTwice(below(conditionNames))).toEqual([]);
  const headers = machineColumns.map(({ header, others }) => [header, ...others] as const);
  expect(foldedTwice(below(Object.fromEntries(headers.map((names) => [names[0], names]))))).toEqual([]);
});

test('the words that an officer writes are understood, however they are written', () => {
  const csv = `TÊN MÁY,muc dich,Tình  Trạng
A,MÁY HỌC SINH,Tốt
B,Giao vien,HỎNG
C,văn phòng,đang sửa
D,Tổ bộ môn,Cất kho
E,Máy chủ,Thanh lý
F,unknown,approved
`.normalize('NFD');
  expect(parseMachines(csv)).toEqual({
    rows: [
      { line: 2, machine: 'A', role: 'student', state: 'approved', confirmGood: true },
      { line: 3, machine: 'B', role: 'teacher', state: 'broken', confirmGood: false },
      { line: 4, machine: 'C', role: 'office', state: 'in-repair', confirmGood: false },
      { line: 5, machine: 'D', role: 'department', state: 'stored', confirmGood: false },
      { line: 6, machine: 'E', role: 'server', state: 'retired', confirmGood: false },
      { line: 7, machine: 'F', role: 'unknown', state: 'approved', confirmGood: false },
    ],
    problems: [],
  });
});

test('whatever the file, each row is taken once or is a problem, and no machine is named twice', () => {
  const name = fc.constantFrom('PC-1', 'pc-1', 'PC-2', 'PC-3', 'd-aaaaaaaaaaaaaaaa', '', 'Máy 4', '"', 'x;y');
  const row = fc.tuple(name, fc.constantFrom('học sinh', '', 'sai')).map((cells) => cells.join(','));
  const machines = [
    { deviceId: 'd-aaaaaaaaaaaaaaaa', hostname: 'PC-1', state: 'approved' },
    { deviceId: 'd-bbbbbbbbbbbbbbbb', hostname: 'pc-2', state: 'approved' },
    { deviceId: 'd-cccccccccccccccc', hostname: 'PC-2', state: 'retired' },
    { deviceId: 'd-dddddddddddddddd', hostname: 'PC-3', state: 'approved' },
    { deviceId: 'd-eeeeeeeeeeeeeeee', hostname: 'PC-3', state: 'broken' },
  ] as const;
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
      const parsed = parseMachines(['machine,role', ...rows].join('\n'));
      const matched = matchMachines(parsed.rows, machines);
      const lines = [...parsed.problems, ...matched.problems].map(({ line }) => line);
      const taken = matched.rows.map(({ row: { line } }) => line);
      expect(taken.filter((line) => lines.includes(line))).toEqual([]);
      expect(new Set(matched.rows.map(({ deviceId }) => deviceId)).size).toBe(matched.rows.length);
      expect(matched.rows.map(({ deviceId }) => deviceId)).not.toContain('d-cccccccccccccccc');
    }),
  );
});
