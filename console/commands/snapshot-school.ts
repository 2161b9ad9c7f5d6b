import type { ConfirmationRow } from '../../shared/contract/snapshot.ts';
import type { MachinePlan } from '../../shared/domain/item/machine-plan.ts';
import { defaultPlanOptions } from '../../shared/domain/plan/plan.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import type { Text } from '../../shared/text/text.ts';
import { csvText, listingRows } from '../export/csv.ts';
import { askSnapshot, planFrom } from '../planning/ask-plan.ts';
import type { Column } from '../rows/column.ts';
import { isoFields } from '../rows/iso-fields.ts';
import { plainTable } from '../rows/plain-table.ts';
import { roleWords } from '../rows/snapshot-columns.ts';
import { wordsColumn } from '../rows/words-column.ts';
import { type CommandContext, type CommandResult, jsonText } from './context.ts';

/**
 * What a school has to say yes to: its declared, registered and usable student machines, and every machine that does not count,
 * with the reason. Differences go to the school first.
 */
export async function showSnapshotSchool(
  context: CommandContext,
  name: string,
  schoolCode: string,
): CommandResult {
  const asked = await askSnapshot(context.source, { name, purpose: 'view' });
  if (!asked.ok) return asked;
  const { snapshot, confirmations } = asked.value;
  const plan = planFrom(snapshot, defaultPlanOptions);
  if (!plan.ok) return plan;
  const need = plan.value.needs.schools.find((one) => one.schoolCode === schoolCode);
  const confirmation = confirmations.find((one) => one.schoolCode === schoolCode);
  if (need === undefined) return err(appError('SD-SCHOOL-UNKNOWN', { school: schoolCode }));
  const own = plan.value.machines.filter(({ machine }) => machine.schoolCode === schoolCode);
  const uncounted = own.filter(({ verdict }) => !verdict.counts);
  const { declared, registered, usable, schoolName } = need;
  const { text, flags } = context;
  if (flags.json === true) {
    const machines = own.map(machineDocument);
    const { asAtMs: asAt } = snapshot;
    const figures = { schoolCode, schoolName, declared, registered, usable };
    return ok({
      stdout: jsonText(isoFields({ name, asAt, ...figures, confirmation, machines })),
      severity: 0,
    });
  }
  if (flags.csv === true) {
    const rows = listingRows(uncounted, uncountedColumns, text);
    return ok({ stdout: csvText(rows, { separator: flags.separator ?? ',', bom: false }), severity: 0 });
  }
  const number = (value: number | null): string => (value === null ? '—' : text.number(value));
  const lines = [
    `${text.t('snapshot.heading', { name, kind: text.t(`export.kind.${snapshot.kind}`), asAt: text.dateTime(snapshot.asAtMs) })}`,
    `${schoolCode} · ${schoolName}`,
    text.t('snapshot.figures', {
      declared: number(declared),
      registered: number(registered),
      usable: number(usable),
    }),
    ...wordLines(confirmation, text),
    '',
    uncounted.length === 0
      ? text.t('snapshot.allCounted')
      : text.t('snapshot.uncounted', { count: uncounted.length }),
  ];
  const table = uncounted.length === 0 ? '' : plainTable(uncounted, uncountedColumns, text);
  return ok({ stdout: `${lines.join('\n')}\n${table}`, severity: 0 });
}

function machineDocument({ machine, isRegistered, verdict }: MachinePlan) {
  const { deviceId, hostname = null, room = null, seat, role, state, lastSeenMs } = machine;
  const lastSeen = lastSeenMs === null ? null : new Date(lastSeenMs).toISOString();
  const { counts, reason } = verdict;
  return { deviceId, hostname, room, seat, role, state, lastSeen, registered: isRegistered, counts, reason };
}

const uncountedColumns: readonly Column<MachinePlan>[] = [
  wordsColumn('deviceId', 'column.deviceId', ({ machine }) => machine.deviceId),
  wordsColumn('hostname', 'column.hostname', ({ machine }) => machine.hostname ?? null),
  wordsColumn('room', 'column.room', ({ machine }) => machine.room ?? null),
  wordsColumn(
    'role',
    'column.role',
    ({ machine }) => machine.role,
    ({ machine }, text) => text.t(`role.${machine.role}`),
  ),
  wordsColumn(
    'reason',
    'column.reason',
    ({ verdict }) => verdict.reason,
    ({ verdict }, text) => text.say(`reason.${verdict.reason ?? ''}`),
  ),
];

function wordLines(confirmation: ConfirmationRow | undefined, text: Text): string[] {
  if (confirmation === undefined) return [];
  const { role, at, remarks } = confirmation;
  const state = text.t(`export.confirmation.${confirmation.state}`);
  const said =
    at === null
      ? text.t('snapshot.said', { state })
      : text.t('snapshot.saidBy', { state, role: roleWords(role, text), at: text.dateTime(at) });
  const lines = remarks.map(({ deviceId, remark }) =>
    deviceId === null
      ? text.t('snapshot.remark', { remark })
      : text.t('snapshot.remarkOn', { device: deviceId, remark }),
  );
  return [said, ...lines];
}
