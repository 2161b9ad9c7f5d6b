import { shippedCalendar } from '../../shared/data/calendar.ts';
import { shippedNormPacks } from '../../shared/data/norms.ts';
import type { NormPack, NormRule } from '../../shared/domain/norm.ts';
import { code, document, type Page, table } from './markdown.ts';

export const normsPage: Page = {
  file: 'norms.md',
  render: () =>
    document('Norms and calendar', [
      'Every figure that a plan rests on is data with a source, a date and a status: `norm` (a decision binds), `guidance` (an authority advises), `assumption` (this software chose it). An export prints the pack it used. The binding norm of specialised equipment is the province’s; a province adds its pack as another file of the same form.',
      ...shippedNormPacks().flatMap(packBlocks),
      '## Days without school',
      'Presence and the sighting window are counted in school days. These are the days that the shipped calendar leaves out; a province replaces them with its own plan of the school year.',
      table(['from', 'to', 'day', 'status', 'source', 'as at'], calendarRows()),
    ]),
};

function packBlocks(pack: NormPack): string[] {
  const levels = (name: string, rules: Readonly<Record<string, NormRule | undefined>>) =>
    Object.entries(rules).flatMap(([level, rule]) => (rule ? [ruleRow(`${name}.${level}`, rule)] : []));
  return [
    `## ${pack.id}`,
    `${pack.title.en}. Basis: ${pack.legalBasis}. Source: ${pack.source}, ${pack.sourceDate}. Valid from ${pack.validFrom}${pack.validUntil === null ? '' : ` until ${pack.validUntil}`}. Header of every export: “${pack.exportHeader.vi}”.`,
    table(
      ['rule', 'value', 'status', 'basis'],
      [
        ...levels('pupilsPerComputer', pack.pupilsPerComputer),
        ...levels('informaticsPeriodsPerWeek', pack.informaticsPeriodsPerWeek),
        ...Object.entries(pack.rules).map(([name, rule]) => ruleRow(name, rule)),
      ],
    ),
  ];
}

function ruleRow(name: string, { value, status, basis }: NormRule): readonly string[] {
  return [code(name), String(value), status, basis];
}

function calendarRows(): readonly (readonly string[])[] {
  const { yearly, dated } = shippedCalendar();
  return [...yearly, ...dated].map(({ from, to, name, status, source, sourceDate }) => [
    from,
    to,
    `${name.vi} (${name.en})`,
    status,
    source,
    sourceDate,
  ]);
}
