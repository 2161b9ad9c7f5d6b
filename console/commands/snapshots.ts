import type { SnapshotRow } from '../../shared/contract/snapshot.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { SnapshotCommand } from '../cli/snapshot-command.ts';
import { isoFields } from '../rows/iso-fields.ts';
import { confirmationColumns, gapWords, snapshotColumns } from '../rows/snapshot-columns.ts';
import { type CommandContext, type CommandResult, formatListing, jsonText } from './context.ts';
import { showSnapshotSchool } from './snapshot-school.ts';

type Command<K extends SnapshotCommand['kind']> = Extract<SnapshotCommand, { kind: K }>;

/** Commands about frozen pictures. */
export function runSnapshotCommand(command: SnapshotCommand, context: CommandContext): CommandResult {
  switch (command.kind) {
    case 'snapshot-list':
      return listSnapshots(context);
    case 'snapshot-create':
      return createSnapshot(context, command);
    case 'snapshot-show':
      return command.schoolCode === undefined
        ? showSnapshot(context, command.name)
        : showSnapshotSchool(context, command.name, command.schoolCode);
    case 'snapshot-say':
      return saySnapshot(context, command);
    case 'snapshot-close':
      return closeSnapshot(context, command.name);
  }
}

async function listSnapshots(context: CommandContext): CommandResult {
  const answer = await context.source.ask('snapshotList', {});
  if (!answer.ok) return answer;
  const { snapshots: rows } = answer.value;
  const document = snapshotDocument({ snapshots: rows });
  return ok({ stdout: formatListing({ document, rows, columns: snapshotColumns }, context), severity: 0 });
}

async function createSnapshot(
  context: CommandContext,
  { name, purpose, asAtMs }: Command<'snapshot-create'>,
): CommandResult {
  const moment = asAtMs === undefined ? {} : { asAt: asAtMs };
  const answer = await context.source.ask('snapshotCreate', { name, kind: purpose, ...moment });
  if (!answer.ok) return answer;
  const { snapshot } = answer.value;
  const { text, flags } = context;
  const { schools, machines, sha256 } = snapshot;
  const said = text.t('cli.snapshot.done.created', {
    ...{ name, schools, machines, sha256 },
    asAt: text.dateTime(snapshot.asAt),
  });
  const stdout =
    flags.json === true ? jsonText(snapshotDocument(snapshot)) : `${said}\n${gapLine(snapshot, context)}`;
  return ok({ stdout, severity: 0 });
}

/** Where it stands with all schools that the asker may see. */
async function showSnapshot(context: CommandContext, name: string): CommandResult {
  const answer = await context.source.ask('snapshotShow', { name });
  if (!answer.ok) return answer;
  const { snapshot, confirmations: rows } = answer.value;
  const { text, flags } = context;
  const listing = formatListing(
    { document: snapshotDocument(answer.value), rows, columns: confirmationColumns },
    context,
  );
  if (flags.json === true || flags.csv === true || snapshot === undefined) {
    return ok({ stdout: listing, severity: 0 });
  }
  const countOf = (state: string): number => rows.filter((row) => row.state === state).length;
  const heading = [
    text.t('snapshot.heading', {
      name,
      kind: text.t(`export.kind.${snapshot.kind}`),
      asAt: text.dateTime(snapshot.asAt),
    }),
    text.t('snapshot.progress', {
      confirmed: countOf('confirmed'),
      disputed: countOf('disputed'),
      silent: countOf('draft'),
    }),
    ...(snapshot.isClosed ? [text.t('snapshot.closed')] : []),
  ];
  return ok({ stdout: `${heading.join('\n')}\n${gapLine(snapshot, context)}\n${listing}`, severity: 0 });
}

async function saySnapshot(context: CommandContext, command: Command<'snapshot-say'>): CommandResult {
  const { name, state, remarks } = command;
  const school = await schoolOf(context, command);
  if (!school.ok) return school;
  const params = { name, state, schoolCode: school.value, remarks: [...remarks] };
  const answer = await context.source.ask('snapshotConfirm', params);
  if (!answer.ok) return answer;
  const { text, flags } = context;
  const { confirmation } = answer.value;
  const said = text.t(`cli.snapshot.done.${state}`, {
    ...{ name, school: school.value, remarks: remarks.length },
  });
  const stdout = flags.json === true ? jsonText(snapshotDocument(confirmation)) : `${said}\n`;
  return ok({ stdout, severity: 0 });
}

/** Whoever is over one school need not name it. */
async function schoolOf(
  { source, text }: CommandContext,
  { name, schoolCode }: Command<'snapshot-say'>,
): Promise<Result<string, AppError>> {
  if (schoolCode !== undefined) return ok(schoolCode);
  const answer = await source.ask('snapshotShow', { name });
  if (!answer.ok) return answer;
  const [own, another] = answer.value.confirmations;
  return own === undefined || another !== undefined
    ? err(appError('SD-USAGE', { reason: text.t('cli.snapshot.whichSchool') }))
    : ok(own.schoolCode);
}

async function closeSnapshot(context: CommandContext, name: string): CommandResult {
  const answer = await context.source.ask('snapshotClose', { name });
  if (!answer.ok) return answer;
  const { text, flags } = context;
  const said = text.t('cli.snapshot.done.closed', { name });
  const document = snapshotDocument(answer.value.snapshot);
  return ok({ stdout: flags.json === true ? jsonText(document) : `${said}\n`, severity: 0 });
}

function gapLine({ gaps }: SnapshotRow, { text }: CommandContext): string {
  return gaps.length === 0 ? '' : `${text.t('cli.snapshot.gaps', { gaps: gapWords(gaps, text) })}\n`;
}

/** The instant at which a snapshot was taken, as JSON prints instants. */
function snapshotDocument(document: object): object {
  return JSON.parse(
    JSON.stringify(isoFields(document), (name, value: unknown) =>
      name === 'takenAt' && typeof value === 'number' ? new Date(value).toISOString() : value,
    ),
  );
}
