import { ok } from '../../shared/domain/result.ts';
import type { Handlers } from './handler.ts';
import { type LineQueryDeps, notYet } from './line-deps.ts';

export type DigestKind = 'digestShow' | 'digestList' | 'digestAdd' | 'digestRemove' | 'digestSend';

/** The daily digest: what stands open, told to people who do not watch a screen. */
export function createDigestAnswers(_deps: LineQueryDeps): Pick<Handlers, DigestKind> {
  return {
    digestShow: notYet,
    digestList: () => Promise.resolve(ok([{ channels: [] }])),
    digestAdd: notYet,
    digestRemove: notYet,
    digestSend: notYet,
  };
}
