import { shippedCalendar } from '../../shared/data/calendar.ts';
import { shippedAssumptions, shippedNormPacks } from '../../shared/data/norms.ts';
import type { ItemRule } from '../../shared/domain/item/item-need.ts';
import type { LevelRules, NormPack, NormRule } from '../../shared/domain/norm.ts';
import { code, document, type Page, table } from './markdown.ts';

export const normsPage: Page = {
  file: 'norms.md',
  render: () =>
    document('Norms and calendar', [
      'Every figure that a plan rests on is data with a source, a date and a status: `norm` (a decision binds), `guidance` (an authority advises), `assumption` (this software chose it). An export prints the pack it used. The binding norm of specialised equipment is the province’s; a province enters its own pack: `schooldrum template norms`, then `schooldrum import norms FILE`.',
      ...shippedNormPacks().flatMap(packBlocks),
      ...assumptionBlocks(),
      '## Days without school',
      'Presence and the sighting window are counted in school days. These are the days that the shipped calendar leaves out; a province replaces them with its own plan of the school year.',
      table(['from', 'to', 'day', 'status', 'source', 'as at'], calendarRows()),
    ]),
};

function assumptionBlocks(): string[] {
  const { rules, informaticsPeriodsPerWeek, usefulLives } = shippedAssumptions();
  return [
    '## What no text says',
    'These hold wherever a pack leaves them open; a province that decides one of them states it in its pack.',
    table(
      ['rule', 'value', 'status', 'basis'],
      [
        ...levelRows('informaticsPeriodsPerWeek', informaticsPeriodsPerWeek),
        ...Object.entries(rules).map(([name, rule]) => ruleRow(name, rule)),
        ...usefulLives.map(({ from, years, status, basis }) => [
          `useful life, bought from ${from}`,
          `${years} years`,
          status,
          basis,
        ]),
      ],
    ),
  ];
}

function packBlocks(pack: NormPack): string[] {
  const { province, pupilsPerComputer, items } = pack;
  const ratios = levelRows('pupilsPerComputer', pupilsPerComputer);
  const where = province === null ? 'the whole country' : province;
  return [
    `## ${pack.id}`,
    `${pack.title.en}. Basis: ${pack.legalBasis}. Source: ${pack.source}, ${pack.sourceDate}. Holds for ${where}. Valid from ${pack.validFrom}${pack.validUntil === null ? '' : ` until ${pack.validUntil}`}. Header of every export: “${pack.exportHeader.vi}”.`,
    ...(ratios.length === 0 ? [] : [table(['rule', 'value', 'status', 'basis'], ratios)]),
    ...(items.length === 0
      ? []
      : [table(['item', 'at least', 'levels', 'required', 'status', 'basis'], items.map(itemRow))]),
  ];
}

function levelRows(name: string, rules: LevelRules): (readonly string[])[] {
  return Object.entries(rules).flatMap(([level, rule]) => (rule ? [ruleRow(`${name}.${level}`, rule)] : []));
}

function ruleRow(name: string, { value, status, basis }: NormRule): readonly string[] {
  return [code(name), String(value), status, basis];
}

function itemRow(rule: ItemRule): readonly string[] {
  const { item, quantity, per, levels, enoughPercent, enoughStatus, isRequired, status, basis } = rule;
  const share = enoughPercent === 100 ? '' : `; ${enoughPercent} % is enough (${enoughStatus})`;
  return [
    code(item),
    `${quantity} for each ${per}${share}`,
    levels === null ? 'all' : levels.join(', '),
    isRequired ? 'yes' : 'encouraged',
    status,
    basis,
  ];
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
