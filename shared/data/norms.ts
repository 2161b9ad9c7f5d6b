import { assumptionsFile, normPackFileSchema, usefulLifeFile } from '../contract/norm-pack.ts';
import { type Assumptions, type NormPack, type NormPackFile, wholePack } from '../domain/norm.ts';
import assumed from './norms/assumptions.json' with { type: 'json' };
import bgd13 from './norms/bgd-13-2020.json' with { type: 'json' };
import bgd4267 from './norms/bgd-4267-2022.json' with { type: 'json' };
import qn1568 from './norms/qn-1568-2018.json' with { type: 'json' };
import lives from './useful-life.json' with { type: 'json' };

/** What this software assumes where a text is silent. Throws only if a shipped file itself is wrong. */
export function shippedAssumptions(): Assumptions {
  return { ...assumptionsFile.parse(assumed), usefulLives: usefulLifeFile.parse(lives).lives };
}

/** Packs that ship with the product, the default first. Throws only if a shipped file itself is wrong. */
export function shippedNormPacks(): [NormPack, ...NormPack[]] {
  const assumptions = shippedAssumptions();
  const whole = (file: unknown) => wholePack(normPackFileSchema.parse(file), assumptions);
  return [whole(qn1568), whole(bgd4267), whole(bgd13)];
}

/** A pack that people entered, with what it leaves open. */
export function withAssumptions(file: NormPackFile): NormPack {
  return wholePack(file, shippedAssumptions());
}
