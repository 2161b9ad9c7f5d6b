import type { Plan } from '../../shared/domain/plan/plan.ts';
import { roundedRatio } from '../../shared/domain/ratio.ts';
import type { Text } from '../../shared/text/text.ts';

/**
 * What must stand over every needs table: the norm's own words, which are Vietnamese, and their translation; then as-at,
 * norm pack, denominator, policy, coverage.
 */
export function planHeading(
  { snapshot, packs: [pack], options, needs }: Plan,
  text: Text,
): (readonly string[])[] {
  const { declared, registered, percent } = coverageOf(needs.schools);
  const coverage = percent === null ? '—' : `${text.number(percent, 0)}%`;
  return [
    [pack.exportHeader.vi],
    ...(text.language === 'vi' ? [] : [[pack.exportHeader[text.language]]]),
    [text.t('needs.asAt'), asAtWords(snapshot, text)],
    [text.t('needs.normSet'), `${pack.id} — ${pack.legalBasis}`],
    [text.t('needs.denominator'), text.t(`needs.denominator.${options.denominator}`)],
    [text.t('needs.policy'), text.t(`needs.policy.${options.policy}`)],
    [text.t('needs.coverage'), `${registered}/${declared} (${coverage})`],
    ...(options.estimate ? [[text.t('needs.estimated')]] : []),
  ];
}

function asAtWords({ name, asAtMs }: Plan['snapshot'], text: Text): string {
  const at = text.dateTime(asAtMs);
  return name === null ? `${at} ${text.t('export.meta.live')}` : at;
}

/** Machines that report of those declared, over the schools that declare: the others say nothing. `percent` is null of none. */
export function coverageOf(schools: Plan['needs']['schools']): {
  readonly declared: number;
  readonly registered: number;
  readonly percent: number | null;
} {
  let declared = 0;
  let registered = 0;
  for (const school of schools) {
    if (school.declared === null) continue;
    declared += school.declared;
    registered += school.registered;
  }
  return { declared, registered, percent: roundedRatio(registered * 100, declared) };
}

/** Totals of the table: sums of per-school figures, the two deficits apart. */
export function planTotals({ needs }: Plan, text: Text): Readonly<Record<string, string>>[] {
  const { totals } = needs;
  return [
    {
      schoolName: text.t('needs.total'),
      neededLetter: String(totals.neededLetter),
      neededTeachable: totals.neededTeachable === null ? '' : String(totals.neededTeachable),
      declared: String(totals.declared),
      registered: String(totals.registered),
      usable: String(totals.usable),
    },
    { schoolName: text.t('needs.total.measured'), deficit: String(totals.deficit) },
    { schoolName: text.t('needs.total.declared'), deficit: String(totals.deficitDeclared) },
  ];
}
