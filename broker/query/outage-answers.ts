import { ok } from '../../shared/domain/result.ts';
import type { Handlers } from './handler.ts';
import { type LineQueryDeps, notYet } from './line-deps.ts';

export type OutageKind = 'outageList' | 'outageShow' | 'availability' | 'ispReport' | 'lineQuality';

/** Incidents, and what they leave of the time that was promised. */
export function createOutageAnswers(_deps: LineQueryDeps): Pick<Handlers, OutageKind> {
  return {
    outageList: () => Promise.resolve(ok([{ outages: [] }])),
    outageShow: notYet,
    availability: () => Promise.resolve(ok([{ rows: [] }])),
    ispReport: notYet,
    lineQuality: () => Promise.resolve(ok([{ rows: [] }])),
  };
}
