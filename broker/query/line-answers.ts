import { ok } from '../../shared/domain/result.ts';
import type { Handlers } from './handler.ts';
import type { LineQueryDeps } from './line-deps.ts';
import { notYet } from './line-deps.ts';

export type LineKind =
  | 'lineList'
  | 'lineShow'
  | 'lineSet'
  | 'lineRemove'
  | 'lineImport'
  | 'serviceList'
  | 'serviceSet'
  | 'serviceRemove';

/** The register of lines and of shared services. */
export function createLineAnswers(_deps: LineQueryDeps): Pick<Handlers, LineKind> {
  return {
    lineList: () => Promise.resolve(ok([{ lines: [] }])),
    lineShow: notYet,
    lineSet: notYet,
    lineRemove: notYet,
    lineImport: notYet,
    serviceList: () => Promise.resolve(ok([{ services: [] }])),
    serviceSet: notYet,
    serviceRemove: notYet,
  };
}
