import { expect, it } from 'vitest';
import { createBoard } from '../../../../broker/fleet/outage/board.ts';
import type { OutageRecord } from '../../../../broker/store/outage-port.ts';
import { lineRow } from '../../../../shared/contract/line-rows.ts';

const record = (from: number, to: number): OutageRecord =>
  ({
    ...{ outageId: 1, cause: 'line', scope: { kind: 'line', id: 'L1' }, schoolCode: 'S', schoolCodes: ['S'] },
    ...{ impact: 'down', start: { from, to }, end: null, confidence: 0.9, witnesses: [], evidence: [] },
  }) as unknown as OutageRecord;

it('since when a line is down is a whole number of milliseconds, however its beginning is known', () => {
  const board = createBoard({ linesOf: () => [] });
  for (const to of [1_795_377_054_000, 1_795_377_054_001]) {
    board.put([record(1_795_377_053_000, to)]);
    const standing = board.standingOf('S', 'L1');
    expect(standing?.state).toBe('down');
    expect(lineRow.shape.stateSince.safeParse(standing?.since).success).toBe(true);
  }
});
