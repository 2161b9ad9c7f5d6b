import { type AntivirusVerdict, decodeAntivirus } from './antivirus.ts';
import type { AntivirusState } from './device.ts';
import {
  clear,
  found,
  type JudgementFrame,
  type MachineForJudgement,
  notApplicable,
  onWindows,
  type Rule,
  raw,
  unknown,
} from './judgement-rule.ts';

const dayMs = 86_400_000;

/** The antivirus state of a machine, as of when it was last heard. */
function antivirusOf(machine: MachineForJudgement, frame: JudgementFrame): AntivirusVerdict {
  return decodeAntivirus(machine.facts.antivirus ?? {}, {
    table: frame.tables.antivirus,
    asOfMs: machine.heardAt ?? frame.nowMs,
    utcOffsetMinutes: frame.utcOffsetMinutes,
    onDays: machine.onDays,
  });
}

/** One bad state of the antivirus; in another bad state it says nothing, for that one stands for it. */
function inState(state: Exclude<AntivirusState, 'on' | 'unknown'>): Rule {
  return (machine, frame) => {
    const verdict = antivirusOf(machine, frame);
    if (verdict.state === 'unknown') return unknown;
    if (verdict.state === 'on') return clear;
    if (verdict.state !== state) return notApplicable;
    const [first, ...others] = verdict.evidence;
    const evidence = first ?? raw('antivirus.products', verdict.product ?? '');
    return found([evidence, ...others], state === 'outdated' ? { causes: ['frozen-disk'] } : {});
  };
}

export const antivirusOff = inState('off');
export const antivirusExpired = inState('expired');
export const antivirusSnoozed = inState('snoozed');
/** A frozen disk gives the old signatures back at each restart. */
export const antivirusOutdated = inState('outdated');

/** Defender can be switched off by any program while nothing guards its settings; another product guards itself. */
export const antivirusTamperOpen: Rule = onWindows((machine, frame) => {
  const isProtected = machine.facts.antivirus?.defender?.isTamperProtected;
  const { state, product } = antivirusOf(machine, frame);
  if (state === 'on' && product !== null && !/\bdefender\b/i.test(product)) return notApplicable;
  if (isProtected === undefined) return unknown;
  return isProtected ? clear : found([raw('antivirus.defender.isTamperProtected', false)]);
});

/** A product's own licence, before it is over. */
export const antivirusLicenceEnding: Rule = (machine, frame) => {
  const { products } = machine.facts.antivirus ?? {};
  if (products === undefined) return unknown;
  const asOfMs = machine.heardAt ?? frame.nowMs;
  const licensed = products.flatMap(({ name, licenceDaysLeft, licenceEndsAt }) => {
    if (licenceDaysLeft !== undefined) return [{ name, days: licenceDaysLeft }];
    return licenceEndsAt === undefined ? [] : [{ name, days: Math.floor((licenceEndsAt - asOfMs) / dayMs) }];
  });
  const longest = licensed.toSorted((a, b) => b.days - a.days)[0];
  if (longest === undefined) return notApplicable;
  const isEnding = longest.days > 0 && longest.days <= frame.tables.thresholds.licenceEndingDays;
  return isEnding
    ? found([raw('antivirus.products[].licenceDaysLeft', `${longest.name}: ${longest.days}`)])
    : clear;
};
