import type { Outage } from '../../../shared/domain/outage/evidence.ts';
import { middleOf } from '../../../shared/domain/outage/interval.ts';
import type { OutageRecord } from '../../store/outage-port.ts';
import type { LineRegister } from '../line/register.ts';

/** Ended incidents stay this long where they may be judged anew at any time. */
const keptMs = 26 * 3_600_000;

export type LineStanding = {
  readonly state: 'up' | 'degraded' | 'down' | 'unknown';
  /** Since when it is so; null where that is not known. */
  readonly since: number | null;
};

/** Incidents as they were last written: those that last, and those that ended lately. */
export type Board = {
  readonly all: () => readonly OutageRecord[];
  /** The worst impact first, then the latest. */
  readonly open: () => readonly OutageRecord[];
  readonly openOf: (schoolCode: string) => readonly OutageRecord[];
  /** What incidents say of a line of a school; null where they say nothing. */
  readonly standingOf: (schoolCode: string, lineId: string) => LineStanding | null;
  readonly put: (records: readonly OutageRecord[]) => void;
  readonly remove: (outageIds: readonly number[]) => void;
  /** Lets go of what ended long ago. */
  readonly tidy: (nowMs: number) => void;
};

export function createBoard(register: Pick<LineRegister, 'linesOf'>): Board {
  const records = new Map<number, OutageRecord>();
  const open = (): OutageRecord[] =>
    [...records.values()].filter(({ end }) => end === null).sort((a, b) => b.start.from - a.start.from);
  const openOf = (schoolCode: string): OutageRecord[] =>
    open().filter(({ schoolCodes }) => schoolCodes.includes(schoolCode));
  return {
    all: () => [...records.values()],
    open,
    openOf,
    standingOf: (schoolCode, lineId) => {
      const own = register.linesOf(schoolCode).find((line) => line.lineId === lineId);
      const about = openOf(schoolCode).filter((outage) => concernsLine(outage, lineId, own?.isp ?? null));
      const worst = about.find(({ impact }) => impact === 'down') ?? about[0];
      if (worst === undefined) return null;
      return { state: worst.impact, since: Math.round(middleOf(worst.start)) };
    },
    put: (changed) => {
      for (const record of changed) records.set(record.outageId, record);
    },
    remove: (outageIds) => {
      for (const id of outageIds) records.delete(id);
    },
    tidy: (nowMs) => {
      for (const [id, { end }] of records) if (end !== null && end.to < nowMs - keptMs) records.delete(id);
    },
  };
}

/** Whether an incident of a school is one of its line: a room without power says nothing of it. */
export function concernsLine({ cause, scope }: Outage, lineId: string, isp: string | null): boolean {
  if (cause === 'line') return scope.kind === 'school' || scope.id === lineId;
  return cause === 'isp' && (isp === null || scope.id === isp);
}
