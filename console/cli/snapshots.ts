import { Option, type Command as Parser } from 'commander';
import { shippedCalendar } from '../../shared/data/calendar.ts';
import { asAtMsOf } from '../../shared/domain/snapshot/as-at.ts';
import { type SnapshotKind, snapshotKinds } from '../../shared/domain/snapshot/snapshot.ts';
import { withJson, withListing } from './output.ts';
import { add, addExamples, type ParseRun } from './parser.ts';
import type { Remark } from './snapshot-command.ts';

/** `snapshot list|create|show|confirm|dispute|close`. */
export function addSnapshots(program: Parser, run: ParseRun): void {
  const { text } = run;
  const snapshot = add(program, 'snapshot', text.t('cli.snapshot'));
  withListing(add(snapshot, 'list', text.t('cli.snapshot.list')), run).action(() => {
    run.command = { kind: 'snapshot-list' };
  });
  addCreate(snapshot, run);
  const show = add(snapshot, 'show <name>', text.t('cli.snapshot.show'))
    .option('--school <code>', text.t('cli.school'))
    .action((name: string, { school }: { school?: string }) => {
      run.command = { kind: 'snapshot-show', name: composed(name), schoolCode: school };
    });
  withListing(show, run);
  addSaying(snapshot, run, 'confirm', 'confirmed');
  addSaying(snapshot, run, 'dispute', 'disputed');
  withJson(add(snapshot, 'close <name>', text.t('cli.snapshot.close')), run).action((name: string) => {
    run.command = { kind: 'snapshot-close', name: composed(name) };
  });
}

type CreateFlags = { asAt?: string; kind: Exclude<SnapshotKind, 'live'> };

function addCreate(snapshot: Parser, run: ParseRun): void {
  const { text } = run;
  const kinds = snapshotKinds.filter((kind) => kind !== 'live');
  const create = add(snapshot, 'create <name>', text.t('cli.snapshot.create'))
    .option('--as-at <date>', text.t('cli.snapshot.asAt'))
    .addOption(new Option('--kind <kind>', text.t('cli.snapshot.kind')).choices(kinds).default('ad-hoc'))
    .action((name: string, { asAt, kind: purpose }: CreateFlags) => {
      const asAtMs = asAt === undefined ? undefined : asAtMsOf(asAt, shippedCalendar().utcOffsetMinutes);
      if (asAtMs === null) run.problem = text.t('cli.snapshot.notMoment', { value: asAt ?? '' });
      else {
        const moment = asAtMs === undefined ? {} : { asAtMs };
        run.command = { kind: 'snapshot-create', name: composed(name), purpose, ...moment };
      }
    });
  withJson(create, run);
  addExamples(create, run, ['snapshot create 2026-09-30 --as-at 2026-09-30 --kind school-year-start']);
}

function addSaying(
  snapshot: Parser,
  run: ParseRun,
  verb: 'confirm' | 'dispute',
  state: 'confirmed' | 'disputed',
): void {
  const { text } = run;
  const remark = new Option('--remark <text>', text.t('cli.snapshot.remark'))
    .argParser((words: string, before: readonly string[]) => [...before, words])
    .default([], '')
    .makeOptionMandatory(false);
  const said = add(snapshot, `${verb} <name>`, text.t(`cli.snapshot.${verb}`))
    .option('--school <code>', text.t('cli.snapshot.school'))
    .addOption(remark)
    .action((name: string, flags: { school?: string; remark: readonly string[] }) => {
      const remarks = flags.remark.map(remarkOf);
      if (state === 'disputed' && remarks.length === 0) {
        run.problem = text.t('cli.snapshot.remarkMissing');
        return;
      }
      run.command = { kind: 'snapshot-say', name: composed(name), schoolCode: flags.school, state, remarks };
    });
  withJson(said, run);
}

/** `d-…: words` is about that machine, anything else about the school as a whole. */
function remarkOf(written: string): Remark {
  const [, deviceId = null, remark = written] = /^(d-[a-z2-7]{16})\s*[:=]\s*(.+)$/su.exec(written) ?? [];
  return { deviceId, remark: remark.normalize('NFC').trim() };
}

/** However a keyboard put its marks, a name is one name. */
function composed(name: string): string {
  return name.normalize('NFC').trim();
}
