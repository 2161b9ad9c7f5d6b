import { normPackSchema } from '../contract/norm-pack.ts';
import type { NormPack } from '../domain/norm.ts';
import qn1568 from './norms/qn-1568-2018.json' with { type: 'json' };

/** Packs that ship with the product, the default first. Throws only if the shipped file itself is wrong. */
export function shippedNormPacks(): [NormPack, ...NormPack[]] {
  return [normPackSchema.parse(qn1568)];
}
