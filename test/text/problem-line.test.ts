import { expect, test } from 'vitest';
import { createText } from '../../shared/text/create-text.ts';
import { problemLine } from '../../shared/text/problem-line.ts';

const said = (column: string, reason: string, value: string) =>
  problemLine({ line: 6, column, reason, value }, createText('vi'));

test('a problem tells what stands in the cell, but never the number of another line as if it stood there', () => {
  expect(said('students', 'negative', '-5')).toBe('dòng 6, cột students "-5": số âm');
  expect(said('level', 'duplicate', '5')).toBe(
    'dòng 6, cột level: cùng trường, cấp học và điểm trường đã có ở dòng 5',
  );
  expect(said('', 'empty', '')).toBe('dòng 6: tệp trống');
});

test('a column is called as the template of the reader’s language calls it', () => {
  const columns = [{ header: 'monthly_cost', others: ['Cước tháng (đồng)', 'Cước'] }];
  const problem = { line: 6, column: 'monthly_cost', reason: 'negative', value: '-5' };
  expect(problemLine(problem, createText('vi'), columns)).toBe(
    'dòng 6, cột Cước tháng (đồng) / monthly_cost "-5": số âm',
  );
  expect(problemLine(problem, createText('en'), columns)).toContain('line 6, monthly_cost "-5"');
});
