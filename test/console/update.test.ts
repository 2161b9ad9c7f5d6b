import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textOf } from '../../console/components/line.ts';
import { bindings } from '../../console/keys.ts';
import { createReference } from '../../console/reference.ts';
import type { ConsoleEvent } from '../../console/state/event.ts';
import { update } from '../../console/state/update.ts';
import { sampleDeviceId, sampleFleet, sampleNowMs } from './sample-fleet.ts';
import { arrived, draw, keys, run, scenes, startModel } from './screens.ts';

const size = { columns: 80, rows: 24 };
const start = () => run(startModel(size), arrived);

test('the cursor follows its row when the order changes', () => {
  const before = run(start(), keys('3', 'down', 'down'));
  const selected = before.lists.devices.selectedId;
  const after = run(before, keys('S'));
  expect(after.lists.devices.selectedId).toBe(selected);
  expect(after.deviceRows[after.lists.devices.index]?.device.deviceId).toBe(selected);
  expect(after.lists.devices.index).not.toBe(before.lists.devices.index);
});

test('until it is moved, the cursor stays on the first row, so that the first in need is seen', () => {
  const untouched = run(startModel(size), [...keys('5'), ...arrived]);
  expect(untouched.lists.needs).toMatchObject({ index: 0, top: 0 });
  const reversed = run(untouched, keys('3', 'S'));
  expect(reversed.lists.devices).toMatchObject({
    index: 0,
    selectedId: reversed.deviceRows[0]?.device.deviceId,
  });
  const [first, second] = untouched.needRows.map(({ schoolCode }) => schoolCode);
  expect(untouched.lists.needs.selectedId).toBe(first);
  expect(run(untouched, keys('down', 'up', 'down')).lists.needs.selectedId).toBe(second);
});

test('a page without a list says how much is below, and offers no keys of lists', () => {
  const help = run(start(), keys('?'));
  const shown = (model: typeof help) => draw(model).map(textOf).slice(-2).join('\n');
  expect(shown(help)).toMatch(/↓ còn \d+ dòng/);
  expect(shown(help)).not.toContain(' / ');
  expect(shown(run(help, keys('G')))).not.toContain('↓ còn');
  expect(shown(start())).toContain(' / lọc');
  expect(
    draw(run(startModel({ columns: 160, rows: 48 }), arrived))
      .map(textOf)
      .at(-1),
  ).not.toContain(' s ');
});

test('a row that leaves puts the cursor on its neighbour', () => {
  const before = run(start(), keys('3', 'down', 'down'));
  const gone = before.lists.devices.selectedId ?? '';
  const fleet = sampleFleet();
  const devices = new Map(fleet.devices);
  devices.delete(gone);
  const after = run(before, [{ kind: 'fleet', fleet: { ...fleet, devices }, nowMs: sampleNowMs }]);
  expect(after.lists.devices.index).toBe(2);
  expect(after.lists.devices.selectedId).not.toBe(gone);
  expect(after.changes[0]).toMatchObject({ kind: 'removed', deviceId: gone });
});

test('the filter needs no Vietnamese marks, takes q, and Esc clears it before it leaves', () => {
  const filtered = run(start(), [...keys('2', '/'), { kind: 'text', text: 'doan thi' }, ...keys('enter')]);
  expect(filtered.schoolRows.map(({ schoolName }) => schoolName)).toEqual(['TH Đoàn Thị Điểm']);
  const typed = update(run(start(), keys('2', '/')), { kind: 'key', key: 'q' }, createReference());
  expect([typed.effects, typed.model.lists.schools.filter]).toEqual([[], 'q']);
  const cleared = run(filtered, keys('escape'));
  expect([cleared.screen, cleared.schoolRows.length]).toEqual(['schools', 10]);
});

test('a slash and its words in one burst of keys are the filter', () => {
  expect(run(start(), keys('2', '/', 'k', 'i', 'm')).lists.schools.filter).toBe('kim');
});

test('a school opens its machines; Esc goes back to the school', () => {
  const inside = run(start(), keys('2', 'G', 'k', 'enter'));
  expect([inside.screen, inside.deviceRows.length]).toEqual(['devices', 8]);
  const back = run(inside, keys('escape'));
  expect([back.screen, back.schoolCode, back.lists.schools.index]).toEqual(['schools', null, 8]);
});

test('paused, the screen keeps its numbers; resumed, it shows the newest', () => {
  const paused = run(start(), keys('P'));
  const empty: ConsoleEvent = {
    kind: 'fleet',
    fleet: { ...sampleFleet(), devices: new Map() },
    nowMs: sampleNowMs,
  };
  const later = run(paused, [empty]);
  expect(later.fleet?.devices.size).toBe(56);
  expect(run(later, keys('P')).fleet?.devices.size).toBe(0);
});

test('an answer for a machine that is no longer shown is dropped', () => {
  const opened = run(start(), keys('3', 'enter'));
  const problem = { code: 'SD-ANSWER-TIMEOUT', values: { what: 'device' } } as const;
  const other: ConsoleEvent = {
    kind: 'detail',
    deviceId: sampleDeviceId(55),
    answer: { ok: false, error: problem },
  };
  expect(run(opened, [other]).detail).toBe(opened.detail);
});

const anyKey = fc.constantFrom(...bindings.flatMap((binding) => binding.keys), 'x', 'backspace', 'tab');
const anyEvent = fc.oneof(
  anyKey.map((key): ConsoleEvent => ({ kind: 'key', key })),
  fc.string({ unit: 'grapheme', maxLength: 8 }).map((text): ConsoleEvent => ({ kind: 'text', text })),
  fc
    .record({ columns: fc.integer({ min: 1, max: 200 }), rows: fc.integer({ min: 1, max: 60 }) })
    .map((to): ConsoleEvent => ({ kind: 'resize', size: to })),
  fc.constantFrom(...Object.values(scenes).flat()),
);

test('no run of events breaks the screen: never a full-height frame, never a line too wide, the cursor in its window', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 25 }), (events) => {
      const model = run(startModel(size), events);
      const lines = draw(model);
      expect(lines.length).toBeLessThanOrEqual(Math.max(1, model.size.rows - 1));
      for (const line of lines) expect([...textOf(line)].length).toBeLessThanOrEqual(model.size.columns);
      for (const list of Object.values(model.lists)) {
        expect(list.top).toBeGreaterThanOrEqual(0);
        expect(list.top).toBeLessThanOrEqual(Math.max(0, list.index));
      }
    }),
    { numRuns: 200 },
  );
});
