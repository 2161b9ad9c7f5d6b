import { schoolLevels } from '../../shared/domain/device.ts';
import type { ItemRule } from '../../shared/domain/item/item-need.ts';
import {
  type CommonRuleName,
  commonRuleNames,
  type NormPack,
  type NormRule,
} from '../../shared/domain/norm.ts';
import { type RuleStatus, ruleStatuses } from '../../shared/domain/rule-status.ts';
import type { Text } from '../../shared/text/text.ts';
import type { Column } from './column.ts';
import { dash, dayColumn, dayText, wordsColumn } from './words-column.ts';

/** One rule of a pack, whatever it rules. */
export type NormLine = {
  readonly rule: string;
  readonly value: string;
  readonly status: RuleStatus;
  readonly basis: string;
};

/** How binding a rule is: guidance is never called a norm. */
function statusText(status: RuleStatus, text: Text): string {
  return text.t(`rule.status.${status}`);
}

function statusCounts(pack: NormPack, text: Text): string {
  const rules = [
    ...Object.values(pack.pupilsPerComputer),
    ...Object.values(pack.informaticsPeriodsPerWeek),
    ...Object.values(pack.rules),
    ...pack.items,
  ];
  return ruleStatuses
    .map((status) => ({ status, count: rules.filter((rule) => rule.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${text.number(count)} ${statusText(status, text)}`)
    .join(', ');
}

export const normPackColumns: readonly Column<NormPack>[] = [
  wordsColumn('id', 'norms.id', (pack) => pack.id),
  wordsColumn(
    'title',
    'norms.title',
    (pack) => pack.title.vi,
    (pack, text) => pack.title[text.language],
  ),
  wordsColumn('legalBasis', 'norms.legalBasis', (pack) => pack.legalBasis),
  dayColumn('validFrom', 'norms.validFrom', (pack) => pack.validFrom),
  dayColumn('validUntil', 'norms.validUntil', (pack) => pack.validUntil),
  {
    ...wordsColumn<NormPack>('rules', 'norms.rules', () => null),
    cell: statusCounts,
  },
];

export const normLineColumns: readonly Column<NormLine>[] = [
  wordsColumn('rule', 'norms.rule', (line) => line.rule),
  wordsColumn('value', 'norms.value', (line) => line.value),
  wordsColumn(
    'status',
    'norms.status',
    (line) => line.status,
    (line, text) => statusText(line.status, text),
  ),
  wordsColumn('basis', 'norms.basis', (line) => line.basis),
];

/** Every rule of a pack in the reader's words, each with how binding it is and what it rests on. */
export function normLines(pack: NormPack, text: Text): NormLine[] {
  const ofLevels = (rules: NormPack['pupilsPerComputer'], key: 'norms.ratio' | 'norms.periods') =>
    schoolLevels.flatMap((level) => {
      const rule = rules[level];
      return rule === undefined ? [] : [lineOf(text.t(key, { level }), rule, text)];
    });
  return [
    ...ofLevels(pack.pupilsPerComputer, 'norms.ratio'),
    ...ofLevels(pack.informaticsPeriodsPerWeek, 'norms.periods'),
    ...commonRuleNames.map((name) => lineOf(text.t(`norms.common.${name}`), inUnits(name, pack), text)),
    ...pack.items.map((rule) => itemLine(rule, text)),
  ];
}

function itemLine({ item, per, quantity, isRequired, ...rule }: ItemRule, text: Text): NormLine {
  const { status, basis, enoughPercent: percent, enoughStatus } = rule;
  const enough = text.t('norms.enough', { percent, status: statusText(enoughStatus, text) });
  return {
    rule: `${text.say(`item.${item}`)}${isRequired ? '' : ` (${text.t('norms.encouraged')})`}`,
    value: `≥ ${text.number(quantity)} / ${text.t(`norms.per.${per}`)}${percent < 100 ? ` (${enough})` : ''}`,
    ...{ status, basis },
  };
}

const bytesPerGigabyte = 1024 ** 3;

/** Sizes in GB: nobody reads bytes. */
function inUnits(name: CommonRuleName, { rules }: NormPack): NormRule {
  const rule = rules[name];
  return name.endsWith('Bytes') ? { ...rule, value: rule.value / bytesPerGigabyte } : rule;
}

function lineOf(rule: string, { value, status, basis }: NormRule, text: Text): NormLine {
  const digits = Number.isInteger(value) ? 0 : 2;
  return { rule, value: text.number(value, digits), status, basis };
}

/** What stands over the rules of one pack. */
export function normHeading(pack: NormPack, text: Text): string {
  const { validFrom, validUntil } = pack;
  const until = validUntil === null ? dash : dayText(validUntil, text);
  return [
    `${pack.id}: ${pack.title[text.language]}`,
    pack.exportHeader[text.language],
    `${text.t('norms.legalBasis')}: ${pack.legalBasis}`,
    `${text.t('norms.scope')}: ${pack.scope[text.language]}`,
    `${text.t('norms.validFrom')}: ${dayText(validFrom, text)}; ${text.t('norms.validUntil')}: ${until}`,
    `${text.t('norms.source')}: ${pack.source}`,
  ]
    .map((line) => `${line}\n`)
    .join('');
}
