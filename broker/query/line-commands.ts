import { isDeepStrictEqual } from 'node:util';
import type { LineWish } from '../../shared/contract/line-kinds.ts';
import type { LineEntry } from '../../shared/contract/line-rows.ts';
import type { QueryBody } from '../../shared/contract/query.ts';
import { isAutoLineId } from '../../shared/domain/line/line-id.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';
import type { Turn } from '../enrol/turn.ts';
import { maxLinesPerSchool } from '../roster/line-import.ts';
import { wishedLine } from '../roster/wished-line.ts';
import type { Actor, Handlers } from './handler.ts';
import type { LineQueryDeps } from './line-deps.ts';
import { lineRowNamed } from './line-rows.ts';
import { isSchoolWithin, outside, schoolWithin } from './within.ts';

export type LineCommandKind = 'lineSet' | 'lineRemove';

/** What a person enters of lines: versions, of which what was said last holds. One change after the other. */
export function createLineCommands(deps: LineQueryDeps, inTurn: Turn): Pick<Handlers, LineCommandKind> {
  return {
    lineSet: (wish, actor) => inTurn(() => setLine(deps, wish, actor)),
    lineRemove: ({ lineId }, actor) => inTurn(() => removeLine(deps, lineId, actor)),
  };
}

async function setLine(
  deps: LineQueryDeps,
  wish: LineWish,
  actor: Actor,
): Promise<Result<[QueryBody<'lineSet'>], AppError>> {
  const before = deps.fleet.lines.register.entry(wish.lineId);
  const entry = allowedEntry(deps, wish, before, actor);
  if (!entry.ok) return entry;
  if (!isDeepStrictEqual(entry.value, before)) {
    await deps.store.saveLines([entry.value], deps.clock.now(), actor.userId);
    await deps.fleet.lines.linesChanged(new Set([entry.value.schoolCode]));
  }
  const line = lineRowNamed(wish.lineId, deps);
  return line === null ? unknownLine(wish.lineId) : ok([{ line }]);
}

function allowedEntry(
  { fleet }: LineQueryDeps,
  wish: LineWish,
  before: LineEntry | null,
  actor: Actor,
): Result<LineEntry, AppError> {
  const tree = fleet.picture.tree();
  if (before !== null && !isSchoolWithin(tree, actor, before.schoolCode)) return outside(wish.lineId);
  if (before !== null && wish.schoolCode !== undefined && wish.schoolCode !== before.schoolCode) {
    return err(appError('SD-LINE-ELSEWHERE', { line: wish.lineId, school: before.schoolCode }));
  }
  if (isAutoLineId(wish.lineId)) return wrongValue('lineId', 'reserved', { prefix: 'auto-' });
  const entry = wishedLine(wish, before);
  if (!entry.ok) return wrongValue(entry.error, 'missing');
  if (before !== null) return entry;
  const { schoolCode } = entry.value;
  const school = schoolWithin(tree, actor, schoolCode);
  if (!school.ok) return school;
  const isFull = fleet.lines.register.entriesOf(schoolCode).length >= maxLinesPerSchool;
  return isFull ? err(appError('SD-LIST-FULL', { list: 'lines', most: String(maxLinesPerSchool) })) : entry;
}

async function removeLine(
  { fleet, store, clock }: LineQueryDeps,
  lineId: string,
  actor: Actor,
): Promise<Result<[QueryBody<'lineRemove'>], AppError>> {
  const entry = fleet.lines.register.entry(lineId);
  if (entry === null) return unknownLine(lineId);
  if (!isSchoolWithin(fleet.picture.tree(), actor, entry.schoolCode)) return outside(lineId);
  await store.removeLine(lineId, clock.now(), actor.userId);
  await fleet.lines.linesChanged(new Set([entry.schoolCode]));
  return ok([{ lineId }]);
}

function unknownLine(lineId: string): Result<never, AppError> {
  return err(appError('SD-LINE-UNKNOWN', { line: lineId }));
}
