import type { OwnerBudget } from '../../../shared/domain/allocation/allocation.ts';
import type { ItemCode } from '../../../shared/domain/item/item.ts';
import { totalNeeds } from '../../../shared/domain/need.ts';
import type { MissingFact } from '../../../shared/domain/need-school.ts';
import { byCodeUnit } from '../../../shared/domain/order.ts';
import type { Text } from '../../../shared/text/text.ts';
import { spendingNotes } from '../../rows/spending-notes.ts';
import type { ExportInput } from '../export-kind.ts';
import { amountText, figure } from './money.ts';
import type { NumberedLine } from './needs-table.ts';

/** Schools of a frozen snapshot that did not say yes; of a live picture nobody was asked. */
export function unconfirmedSchools({ plan, asked }: ExportInput): ReadonlySet<string> {
  if (plan.snapshot.name === null) return new Set();
  const confirmed = new Set(
    asked.confirmations.filter(({ state }) => state === 'confirmed').map(({ schoolCode }) => schoolCode),
  );
  return new Set(
    plan.needs.schools.map(({ schoolCode }) => schoolCode).filter((code) => !confirmed.has(code)),
  );
}

/** What a reader must know before trusting a figure of this owner's form. */
export function needsNotes(
  input: ExportInput,
  owner: string | null,
  lines: readonly NumberedLine[],
): string[] {
  const { plan, text } = input;
  const { denominator, policy } = plan.options;
  const words = {
    denominator: text.t(`needs.denominator.${denominator}`),
    policy: text.t(`needs.policy.${policy}`),
  };
  return [
    text.t('print.note.method', words),
    text.t('print.note.unknown'),
    ...(plan.options.estimate ? [text.t('needs.estimated')] : []),
    ...figureNotes(input, lines),
    ...confirmationNotes(input, lines),
    ...moneyNotes(input, owner, lines),
    ...settingNotes(input),
    ...plan.snapshot.gaps.map((gap) => text.t('print.note.gap', { gap: text.t(`export.gap.${gap}`) })),
  ];
}

function figureNotes({ plan, text }: ExportInput, lines: readonly NumberedLine[]): string[] {
  const codes = new Set(lines.map(({ line }) => line.schoolCode));
  const { deficit, deficitDeclared, missing } = totalNeeds(
    plan.needs.schools.filter(({ schoolCode }) => codes.has(schoolCode)),
  );
  const both = { measured: text.number(deficit), declared: text.number(deficitDeclared) };
  return [text.t('print.note.declaredDeficit', both), ...missingNotes(missing, text)];
}

/** What was left out of the totals for want of data, school by school. */
export function missingNotes(missing: readonly MissingFact[], text: Text): string[] {
  const facts = missing.map(({ schoolName, level, reason }) => {
    const where = level === null ? schoolName : `${schoolName} (${level})`;
    return `${where}: ${text.t(`missing.${reason}`)}`;
  });
  return facts.length === 0 ? [] : [text.t('print.note.missing', { facts: facts.join('; ') })];
}

function confirmationNotes(input: ExportInput, lines: readonly NumberedLine[]): string[] {
  const { plan, asked, text } = input;
  if (plan.snapshot.name === null) return [text.t('print.note.live')];
  const names = new Map(lines.map(({ line }) => [line.schoolCode, line.schoolName]));
  const open = unconfirmedSchools(input);
  const count = [...names.keys()].filter((code) => open.has(code)).length;
  const disputed = asked.confirmations
    .filter(({ state }) => state === 'disputed')
    .flatMap(({ schoolCode }) => names.get(schoolCode) ?? []);
  return [
    ...(count === 0 ? [] : [text.t('print.note.unconfirmed', { count: text.number(count) })]),
    ...(disputed.length === 0 ? [] : [text.t('print.note.disputed', { schools: disputed.join('; ') })]),
  ];
}

function moneyNotes(
  { plan, text }: ExportInput,
  owner: string | null,
  lines: readonly NumberedLine[],
): string[] {
  const bought = lines.filter(({ line }) => line.buy > 0).map(({ line }) => line);
  const named = (items: readonly ItemCode[]): string =>
    [...new Set(items)].map((item) => text.t(`item.${item}`)).join(', ');
  const unpriced = bought.filter(({ amountDong }) => amountDong === null).map(({ item }) => item);
  const reference = new Set(
    plan.snapshot.prices.filter(({ kind }) => kind === 'reference').map(({ item }) => item),
  );
  const assumed = bought
    .map(({ item }) => item)
    .filter((item) => reference.has(item) && !unpriced.includes(item));
  const budget = plan.allocation.budgets.find((each) => each.owner === owner);
  return [
    ...(unpriced.length === 0 ? [] : [text.t('print.note.unpriced', { items: named(unpriced) })]),
    ...(assumed.length === 0 ? [] : [text.t('print.note.referencePrice', { items: named(assumed) })]),
    ...spendingNotes(plan, (line) => line.owner === owner, text),
    ...(budget === undefined ? [] : budgetNotes(budget, text)),
  ];
}

function budgetNotes(
  { budgetDong, spentDong, remainderDong, unmetSeats }: OwnerBudget,
  text: Text,
): string[] {
  if (budgetDong === null) return [];
  const values = {
    budget: text.number(budgetDong),
    spent: amountText(spentDong, text),
    remainder: figure(remainderDong, text),
  };
  return [
    text.t('print.note.budget', values),
    ...(unmetSeats > 0 ? [text.t('print.note.unmet', { count: text.number(unmetSeats) })] : []),
  ];
}

function settingNotes({ settings, text }: ExportInput): string[] {
  const changed = Object.entries(settings).sort(([a], [b]) => byCodeUnit(a, b));
  if (changed.length === 0) return [];
  return [
    text.t('print.note.settings', {
      settings: changed.map(([name, value]) => `${name} = ${value}`).join('; '),
    }),
  ];
}
