import { ok } from '../../shared/domain/result.ts';
import type { Handlers } from './handler.ts';
import { type LineQueryDeps, notYet } from './line-deps.ts';

export type ProbeKind = 'lineTest' | 'roomReadiness';

/** What is measured on purpose: a speed test, and whether a room is ready. */
export function createProbeAnswers(_deps: LineQueryDeps): Pick<Handlers, ProbeKind> {
  return { lineTest: notYet, roomReadiness: () => Promise.resolve(ok([{ rows: [] }])) };
}
