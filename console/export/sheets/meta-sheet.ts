import { nextDeadlines } from '../../../shared/domain/plan/deadlines.ts';
import type { Plan } from '../../../shared/domain/plan/plan.ts';
import { version } from '../../../shared/runtime/version.ts';
import { nextDeadlineText } from '../../rows/deadline-columns.ts';
import { coverageOf } from '../../rows/plan-heading.ts';
import { dayText } from '../../rows/words-column.ts';
import type { ExportInput } from '../export-kind.ts';
import { type DataSheet, dataSheet } from './data-sheet.ts';

/** One fact about a file: `value` for programs, `words` for people. */
export type MetaRow = { readonly id: string; readonly value: string; readonly words: string };

/** What every figure of a file rests on, one fact a row. */
export function metaSheet(input: ExportInput): DataSheet {
  const { text } = input;
  return dataSheet({ id: 'meta', name: '_meta' }, metaRows(input), [
    {
      id: 'fact',
      label: text.t('export.meta.fact'),
      kind: 'text',
      width: 26,
      value: ({ id }) => id,
      words: ({ id }) => text.say(`export.meta.${id}`),
    },
    {
      id: 'value',
      label: text.t('export.meta.value'),
      kind: 'text',
      width: 90,
      value: ({ value }) => value,
      words: ({ words }) => words,
    },
    { id: 'code', label: text.t('export.meta.code'), kind: 'text', width: 24, value: ({ id }) => id },
  ]);
}

export function metaRows(input: ExportInput): MetaRow[] {
  return [
    ...identityRows(input),
    ...ruleRows(input),
    ...moneyRows(input),
    ...dataRows(input),
    ...gapRows(input),
    ...deadlineRows(input),
  ];
}

function row(id: string, value: string | number | boolean, words: string = String(value)): MetaRow {
  return { id, value: String(value), words };
}

function identityRows({ what, code, plan, asked, text }: ExportInput): MetaRow[] {
  const { snapshot, allocation } = plan;
  const { name, kind, asAtMs, takenAtMs } = snapshot;
  return [
    row('what', what, text.say(`export.what.${what}`)),
    row('code', code),
    row('asAt', new Date(asAtMs).toISOString(), text.dateTime(asAtMs)),
    row('takenAt', new Date(takenAtMs).toISOString(), text.dateTime(takenAtMs)),
    row('snapshot', name ?? '', name ?? text.t('export.meta.live')),
    row('snapshotKind', kind, text.t(`export.kind.${kind}`)),
    row('snapshotSha256', asked.sha256),
    row('isWhole', asked.isWhole, text.t(asked.isWhole ? 'export.meta.whole' : 'export.meta.part')),
    ...(allocation.isReference ? [row('isReference', true, text.t('export.meta.reference'))] : []),
    row('version', version, `Schooldrum ${version}`),
  ];
}

function ruleRows({ plan, settings, text }: ExportInput): MetaRow[] {
  const { packs, options } = plan;
  const [pack] = packs;
  return [
    row(
      'exportHeader',
      pack.exportHeader.vi,
      text.language === 'vi' ? pack.exportHeader.vi : `${pack.exportHeader.vi} — ${pack.exportHeader.en}`,
    ),
    ...packs.map(({ id, title, legalBasis, validFrom, pupilsPerComputer }) => {
      const statuses = [
        ...new Set(Object.values(pupilsPerComputer).map(({ status }) => text.t(`rule.status.${status}`))),
      ];
      const words = [
        `${id} — ${title[text.language]}`,
        legalBasis,
        `${text.t('export.meta.from')} ${dayText(validFrom, text)}`,
        ...statuses,
      ];
      return row('normPack', id, words.join('; '));
    }),
    row('denominator', options.denominator, text.t(`needs.denominator.${options.denominator}`)),
    row('policy', options.policy, text.t(`needs.policy.${options.policy}`)),
    row('estimate', options.estimate, text.t(options.estimate ? 'export.yes' : 'export.no')),
    row('coverageThresholdPercent', pack.rules.coverageThresholdPercent.value),
    ...Object.entries(settings)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => row('setting', `${name}=${value}`)),
  ];
}

function moneyRows({ plan, text }: ExportInput): MetaRow[] {
  const { snapshot, allocation } = plan;
  const { options, budgets, unpriced } = allocation;
  const dates = snapshot.prices.map(({ pricedOn }) => pricedOn).sort();
  const given = snapshot.prices.filter(({ kind }) => kind === 'given').length;
  const [from = null, until = null] = [dates[0], dates.at(-1)];
  const spent = budgets.reduce((sum, { spentDong }) => sum + spentDong, 0);
  return [
    row('allocationRule', options.rule, text.say(`export.rule.${options.rule}`)),
    row(
      'priceList',
      `${from ?? ''}/${until ?? ''}`,
      text.t('export.meta.prices', {
        ...{
          given,
          reference: snapshot.prices.length - given,
          from: dayText(from, text),
          until: dayText(until, text),
        },
      }),
    ),
    row('spentDong', spent, text.number(spent)),
    ...unpriced.map((item) => row('unpriced', item, text.say(`item.${item}`))),
  ];
}

function dataRows({ plan, asked, text }: ExportInput): MetaRow[] {
  const { needs, machines, snapshot } = plan;
  const of = (wanted: (plan: Plan['machines'][number]) => boolean): number => machines.filter(wanted).length;
  const { declared, registered, percent } = coverageOf(needs.schools);
  const silent = of(({ verdict: { reason } }) => reason === 'not-seen' || reason === 'never-seen');
  const confirmed = asked.confirmations.filter(({ state }) => state === 'confirmed').length;
  return [
    row('schools', needs.schools.length, text.number(needs.schools.length)),
    row('machines', machines.length, text.number(machines.length)),
    row(
      'coverage',
      `${registered}/${declared}`,
      `${registered}/${declared}${percent === null ? '' : ` (${text.number(percent, 0)}%)`}`,
    ),
    row('silentMachines', silent, text.number(silent)),
    ...(snapshot.name === null ? [] : [row('confirmedSchools', `${confirmed}/${needs.schools.length}`)]),
  ];
}

/** What is not known or not settled, each named: schools that did not confirm, blanks, parts of the past that are lost. */
function gapRows({ plan, asked, text }: ExportInput): MetaRow[] {
  const { snapshot, needs } = plan;
  const states = new Map(asked.confirmations.map(({ schoolCode, state }) => [schoolCode, state]));
  const unsettled = needs.schools.filter(({ schoolCode }) => states.get(schoolCode) !== 'confirmed');
  return [
    ...snapshot.gaps.map((gap) => row('gap', gap, text.t(`export.gap.${gap}`))),
    ...(snapshot.name === null ? [] : unsettled).map(({ schoolCode, schoolName }) => {
      const state = states.get(schoolCode) ?? 'draft';
      return row(
        'unconfirmed',
        schoolCode,
        `${schoolCode} ${schoolName}: ${text.t(`export.confirmation.${state}`)}`,
      );
    }),
    ...needs.totals.missing.map(({ schoolCode, schoolName, level, reason }) =>
      row(
        'missing',
        [schoolCode, level, reason].filter((part) => part !== null).join(' '),
        `${schoolCode} ${schoolName}${level === null ? '' : `, ${level}`}: ${text.t(`missing.${reason}`)}`,
      ),
    ),
  ];
}

/** The nearest report that is due after the day of the figures. */
function deadlineRows({ plan: { snapshot }, text }: ExportInput): MetaRow[] {
  const { deadlines, asAtMs, calendar } = snapshot;
  const due = nextDeadlines(deadlines, asAtMs, calendar.utcOffsetMinutes);
  const next = due.find(({ daysLeft }) => daysLeft >= 0);
  const words = nextDeadlineText(due, text);
  return next === undefined || words === null ? [] : [row('nextDeadline', next.dueOn, words)];
}
