import { Option, type Command as Parser } from 'commander';
import type { LicenceEntry } from './command.ts';
import { withCheck, withJson, withListing } from './output.ts';
import { add, checkDates, type ParseRun, wholeNumberOf } from './parser.ts';

type EntryFlags = {
  school: string;
  product: string;
  seats: string;
  until?: string;
  note?: string;
  id?: string;
};

/** `licence list|set|remove` and `policy show|set`: what antivirus a school has bought, and what counts as bought. */
export function addLicences(program: Parser, run: ParseRun): void {
  const { text } = run;
  const licence = add(program, 'licence', text.t('cli.licence'));
  const list = add(licence, 'list', text.t('cli.licence.list'))
    .option('--school <code>', text.t('cli.school'))
    .action(({ school }: { school?: string }) => {
      run.command = { kind: 'licence-list', schoolCode: school };
    });
  withCheck(withListing(list, run), run, 'licences');
  const set = add(licence, 'set', text.t('cli.licence.set'))
    .requiredOption('--school <code>', text.t('cli.school.of'))
    .requiredOption('--product <name>', text.t('cli.licence.product'))
    .requiredOption('--seats <n>', text.t('cli.licence.seats'))
    .option('--until <date>', text.t('cli.licence.until'))
    .option('--note <text>', text.t('cli.licence.note'))
    .option('--id <number>', text.t('cli.licence.id'))
    .action((flags: EntryFlags) => {
      const entry = entryOf(run, flags);
      if (entry !== null) run.command = { kind: 'licence-set', licence: entry };
    });
  withListing(set, run);
  withJson(add(licence, 'remove <id>', text.t('cli.licence.remove')), run).action((id: string) => {
    const number = wholeNumberOf(run, id, 1);
    if (number !== null) run.command = { kind: 'licence-remove', id: number };
  });
  addPolicy(program, run);
}

function addPolicy(program: Parser, run: ParseRun): void {
  const { text } = run;
  const policy = add(program, 'policy', text.t('cli.policy.review'));
  withJson(add(policy, 'show', text.t('cli.policy.show')), run).action(() => {
    run.command = { kind: 'policy-show' };
  });
  const set = add(policy, 'set', text.t('cli.policy.set'))
    .addOption(
      new Option('--built-in-antivirus <counts>', text.t('cli.policy.builtIn'))
        .choices(['licensed', 'unlicensed'])
        .makeOptionMandatory(),
    )
    .action(({ builtInAntivirus }: { builtInAntivirus: string }) => {
      run.command = { kind: 'policy-set', builtInAntivirusIsLicensed: builtInAntivirus === 'licensed' };
    });
  withJson(set, run);
}

function entryOf(run: ParseRun, { school, product, until, note, ...flags }: EntryFlags): LicenceEntry | null {
  const seats = wholeNumberOf(run, flags.seats, 1);
  const id = flags.id === undefined ? undefined : wholeNumberOf(run, flags.id, 1);
  if (!checkDates(run, until === undefined ? {} : { day: until }) || seats === null || id === null)
    return null;
  return {
    ...{ schoolCode: school, product, seats },
    ...(id === undefined ? {} : { id }),
    ...(until === undefined ? {} : { expiresOn: until }),
    ...(note === undefined ? {} : { note }),
  };
}
