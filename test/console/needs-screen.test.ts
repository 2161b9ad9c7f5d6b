import { expect, test } from 'vitest';
import { uncountedDevices, uncountedText } from '../../console/rows/uncounted.ts';
import { createText } from '../../shared/text/create-text.ts';
import { sampleDevice, sampleFleet, sampleNowMs } from './sample-fleet.ts';
import { arrived, keys, run, startModel } from './screens.ts';

const size = { columns: 80, rows: 24 };
const shown = run(startModel(size), [...arrived, ...keys('5')]);

test('5 shows the needs, the school that lacks most first; Enter opens its machines', () => {
  expect(shown.screen).toBe('needs');
  expect(shown.needRows.map(({ schoolCode }) => schoolCode).slice(0, 2)).toEqual(['51-006', '51-002']);
  const opened = run(shown, keys('down', 'enter'));
  expect([opened.screen, opened.schoolCode]).toEqual(['devices', '51-002']);
  expect(run(opened, keys('escape')).screen).toBe('needs');
});

test('columns sort, unknown figures last in both directions', () => {
  const toDeficit = keys('right', 'right', 'right', 'right', 'right', 'right', 'right');
  const sorted = run(shown, [...toDeficit, ...keys('s')]);
  expect(sorted.lists.needs.sort).toEqual({ column: 'deficit', isDescending: false });
  const deficits = (model: typeof shown) => model.needRows.map(({ need }) => need?.deficit ?? null);
  expect(deficits(sorted)).toEqual([0, 0, 0, 0, 4, 5, 5, 44, null, null]);
  expect(deficits(run(sorted, keys('S')))).toEqual([44, 5, 5, 4, 0, 0, 0, 0, null, null]);
});

test('reasons are counted once for each picture of the machines, never for a key', () => {
  const { uncounted } = shown;
  const typed = run(shown, [...keys('down', 's', '/'), { kind: 'text', text: 'le' }, ...keys('enter', 'L')]);
  expect(typed.uncounted).toBe(uncounted);
  const fleet = sampleFleet();
  const next = run(shown, [{ kind: 'fleet', fleet, nowMs: sampleNowMs }]);
  expect(next.uncounted).not.toBe(uncounted);
  expect(next.uncounted).toEqual(uncounted);
});

test('machines that are known to be no student machines need no excuse; the commonest reason stands first', () => {
  const base = { ...sampleDevice(0, 0), role: 'student', countsAsStudentComputer: false } as const;
  const found = uncountedDevices([
    { ...base, reason: 'not-seen' },
    { ...base, reason: 'state-broken' },
    { ...base, reason: 'state-broken' },
    { ...base, role: 'unknown', reason: 'role-unknown' },
    { ...base, role: 'office', reason: 'role-not-student' },
    { ...base, countsAsStudentComputer: true, reason: null },
    { ...base, schoolCode: 'other', reason: 'pending' },
  ]);
  const text = createText('vi');
  expect(uncountedText(found.get(base.schoolCode), text)).toBe(
    '2 hỏng, 1 không thấy quá 30 ngày học, 1 chưa rõ mục đích',
  );
  expect(uncountedText(found.get('none'), text)).toBe('');
});
