import type { Command } from 'commander';
import type { SnapshotRow } from '../../shared/contract/snapshot.ts';
import { shippedCalendar } from '../../shared/data/calendar.ts';
import { ok, type Result } from '../../shared/domain/result.ts';
import { asAtMsOf } from '../../shared/domain/snapshot/as-at.ts';
import { snapshotKinds } from '../../shared/domain/snapshot/snapshot.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';
import { type CliContext, print } from './context.ts';
import { type Column, listingOptions, printJson, printListing } from './listing.ts';
import type { CommandLine, Options, Outcome } from './program.ts';
import { send } from './send.ts';

const kinds = snapshotKinds.filter((kind) => kind !== 'live');

/** `snapshot create|list|show|close`; `snapshot --as-at DATE --name N` is `create` for short. */
export function addSnapshotCommands(line: CommandLine, context: CliContext): void {
  const { text } = context;
  const snapshot = withCreation(line.add(line.root, 'snapshot', text.t('broker.cli.snapshot')), context);
  line.onRun(snapshot, (_args, options) => create(context, options));
  const creation = withCreation(line.add(snapshot, 'create', text.t('broker.cli.snapshot.create')), context);
  line.onRun(creation, (_args, options) => create(context, options));

  const list = line.add(snapshot, 'list', text.t('broker.cli.snapshot.list'));
  listingOptions(list.option('--data <DIR>', text.t('broker.cli.data')), text);
  line.onRun(list, async (_args, options) => {
    const answer = await send(context, options, 'snapshotList', {});
    if (!answer.ok) return answer;
    const rows = answer.value.flatMap(({ snapshots }) => snapshots);
    printListing(context, options, rows.map(shown), columns(context));
    return ok(0);
  });

  const show = line.add(snapshot, 'show <name>', text.t('broker.cli.snapshot.show'));
  listingOptions(show.option('--data <DIR>', text.t('broker.cli.data')), text);
  line.onRun(show, ([name = ''], options) => showSchools(context, name, options));

  const close = line
    .add(snapshot, 'close <name>', text.t('broker.cli.snapshot.close'))
    .option('--data <DIR>', text.t('broker.cli.data'))
    .option('--json', text.t('broker.cli.json'));
  line.onRun(close, async ([name = ''], options) => {
    const answer = await send(context, options, 'snapshotClose', { name });
    if (!answer.ok) return answer;
    report(context, options, answer.value[0]?.snapshot, 'broker.said.snapshot-closed');
    return ok(0);
  });
}

function withCreation(command: Command, { text }: CliContext): Command {
  return command
    .option('--data <DIR>', text.t('broker.cli.data'))
    .option('--name <NAME>', text.t('broker.cli.snapshot.name'))
    .option('--as-at <DATE>', text.t('broker.cli.snapshot.asAt'))
    .option('--kind <KIND>', text.t('broker.cli.snapshot.kind', { kinds: kinds.join(' | ') }))
    .option('--json', text.t('broker.cli.json'));
}

async function create(context: CliContext, options: Options): Promise<Outcome> {
  const { name, kind } = options;
  if (name === undefined) return wrongValue('name', 'missing');
  const asAt = momentOf(options);
  if (!asAt.ok) return asAt;
  const wish = { name: typeof name === 'string' ? name.normalize('NFC').trim() : name, kind };
  const answer = await send(context, options, 'snapshotCreate', { ...wish, asAt: asAt.value });
  if (!answer.ok) return answer;
  report(context, options, answer.value[0]?.snapshot, 'broker.said.snapshot-created');
  return ok(0);
}

function momentOf({ asAt }: Options): Result<number | undefined, AppError> {
  if (typeof asAt !== 'string') return ok(undefined);
  const at = asAtMsOf(asAt, shippedCalendar().utcOffsetMinutes);
  return at === null ? wrongValue('asAt', 'not-day') : ok(at);
}

function report(
  context: CliContext,
  { json }: Options,
  row: SnapshotRow | undefined,
  said: 'broker.said.snapshot-created' | 'broker.said.snapshot-closed',
): void {
  const { text } = context;
  if (row === undefined) return;
  if (json === true) {
    printJson(context, shown(row));
    return;
  }
  const { name, schools, machines, sha256 } = row;
  print(context, text.t(said, { name, schools, machines, asAt: text.date(row.asAt), sha256 }));
  if (row.gaps.length > 0)
    print(context, text.t('broker.said.snapshot-gaps', { gaps: gapWords(context, row) }));
}

/** Every school with what it said, or that it said nothing yet. */
async function showSchools(context: CliContext, name: string, options: Options): Promise<Outcome> {
  const answer = await send(context, options, 'snapshotShow', { name });
  if (!answer.ok) return answer;
  const confirmations = answer.value.flatMap((page) => page.confirmations);
  const snapshot = answer.value[0]?.snapshot;
  if (options.json === true) {
    printJson(context, { snapshot: snapshot === undefined ? undefined : shown(snapshot), confirmations });
    return ok(0);
  }
  const { text } = context;
  printListing(context, options, confirmations, [
    { name: 'schoolCode', of: (row) => row.schoolCode },
    {
      name: 'said',
      of: (row) => (options.csv === true ? row.state : text.t(`export.confirmation.${row.state}`)),
    },
    { name: 'role', of: (row) => row.role },
    { name: 'at', of: (row) => row.at, isTime: true },
    { name: 'remarks', of: (row) => row.remarks.map(({ remark }) => remark).join('; ') },
  ]);
  return ok(0);
}

type ShownRow = Omit<SnapshotRow, 'takenAt'> & { readonly takenAt: string };

/** With every time as JSON prints times. */
function shown(row: SnapshotRow): ShownRow {
  return { ...row, takenAt: new Date(row.takenAt).toISOString() };
}

function columns(context: CliContext): readonly Column<ShownRow>[] {
  const { text } = context;
  return [
    { name: 'name', of: (row) => row.name },
    { name: 'snapshotKind', of: (row) => text.t(`export.kind.${row.kind}`) },
    { name: 'asAt', of: (row) => row.asAt, isTime: true },
    { name: 'schools', of: (row) => row.schools },
    { name: 'machines', of: (row) => row.machines },
    { name: 'confirmed', of: (row) => row.confirmed },
    { name: 'disputed', of: (row) => row.disputed },
    { name: 'closed', of: (row) => row.isClosed },
    { name: 'gaps', of: (row) => gapWords(context, row) },
    { name: 'sha256', of: (row) => row.sha256 },
  ];
}

function gapWords({ text }: CliContext, { gaps }: Pick<SnapshotRow, 'gaps'>): string {
  return gaps.map((gap) => text.t(`export.gap.${gap}`)).join('; ');
}
