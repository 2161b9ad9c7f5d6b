import type { NormPack } from '../../../shared/domain/norm.ts';
import type { Plan } from '../../../shared/domain/plan/plan.ts';
import type { RuleStatus } from '../../../shared/domain/rule-status.ts';
import type { Text } from '../../../shared/text/text.ts';
import { columnsFor, type DataSheet, dataSheet } from './data-sheet.ts';

type Rule = {
  readonly pack: NormPack;
  readonly rule: string;
  readonly of: string | null;
  readonly value: number;
  readonly status: RuleStatus;
  readonly basis: string;
};

/** Every rule of the packs that were applied: its value, how binding it is and the words it rests on. */
export function ruleSheet({ packs }: Plan, text: Text): DataSheet {
  const of = columnsFor<Rule>('export.rule', text);
  return dataSheet({ id: 'rules', name: text.t('export.sheet.rules') }, packs.flatMap(rulesOf), [
    of.text('pack', ({ pack }) => pack.id),
    of.code(
      'rule',
      ({ rule }) => rule,
      (rule) => text.say(rule.startsWith('item.') ? rule : `export.ruleName.${rule}`),
      34,
    ),
    of.text('of', (rule) => rule.of, {
      words: ({ rule, of: what }) =>
        what !== null && rule.startsWith('item.') ? text.say(`item.per.${what}`) : what,
    }),
    of.integer('value', ({ value }) => value, { width: 15 }),
    of.code(
      'status',
      ({ status }) => status,
      (status) => text.say(`rule.status.${status}`),
    ),
    of.text('basis', ({ basis }) => basis, { width: 44 }),
    of.day('validFrom', ({ pack }) => pack.validFrom),
    of.text('source', ({ pack }) => pack.source, { width: 34 }),
  ]);
}

/** Of the first pack every rule; of the others those for items, which alone were applied. */
function rulesOf(pack: NormPack, index: number): Rule[] {
  const items = pack.items.map(({ item, per, quantity, status, basis }) => ({
    ...{ pack, rule: `item.${item}`, of: per, value: quantity, status, basis },
  }));
  return index === 0 ? [...numbersOf(pack), ...items] : items;
}

function numbersOf(pack: NormPack): Rule[] {
  const byLevel = (rule: string, rules: NormPack['pupilsPerComputer']): Rule[] =>
    Object.entries(rules).map(([level, { value, status, basis }]) => ({
      ...{ pack, rule, of: level, value, status, basis },
    }));
  return [
    ...byLevel('pupilsPerComputer', pack.pupilsPerComputer),
    ...byLevel('informaticsPeriodsPerWeek', pack.informaticsPeriodsPerWeek),
    ...Object.entries(pack.rules).map(([rule, { value, status, basis }]) => ({
      ...{ pack, rule, of: null, value, status, basis },
    })),
    ...pack.usefulLives.map(({ from, years, status, basis }) => ({
      ...{ pack, rule: 'usefulLife', of: from, value: years, status, basis },
    })),
  ];
}
