import { roundedRatio } from '../../../shared/domain/ratio.ts';
import type { ExportInput } from '../export-kind.ts';

/** What a list rests on: a line of its head, and a field of its JSON. */
export type MetaLine = { readonly id: string; readonly label: string; readonly value: string };

export function listMeta({ plan, asked, code, text }: ExportInput): MetaLine[] {
  const { snapshot, packs, options, needs } = plan;
  const { declared, registered } = needs.totals;
  const percent = roundedRatio(registered * 100, declared);
  const values: readonly (readonly [string, string])[] = [
    ['asAt', text.dateTime(snapshot.asAtMs)],
    ['snapshot', snapshot.name ?? text.t('list.meta.live')],
    ['normSet', packs.map(({ id, legalBasis }) => `${id} — ${legalBasis}`).join('; ')],
    ['denominator', text.t(`needs.denominator.${options.denominator}`)],
    ['policy', text.t(`needs.policy.${options.policy}`)],
    ['coverage', percent === null ? '—' : `${registered}/${declared} (${text.number(percent)}%)`],
    ['code', code],
    ['sha256', asked.sha256],
  ];
  return values.map(([id, value]) => ({ id, label: text.say(`list.meta.${id}`), value }));
}
