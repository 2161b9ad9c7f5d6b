import { Option, type Command as Parser } from 'commander';
import type { QueryParams } from '../../shared/contract/query.ts';
import { type OutageCause, outageCauses } from '../../shared/domain/outage.ts';
import { daysOf, withDays } from './lines.ts';
import { withCheck, withJson, withListing } from './output.ts';
import { add, addExamples, type ParseRun, wholeNumberOf } from './parser.ts';

type OutageFlags = { school?: string; open?: true; cause?: OutageCause; from?: string; until?: string };

/** `outages`, `outage show`, `services`, `service set|retire|remove`, `digest …`. */
export function addOutages(program: Parser, run: ParseRun): void {
  const { text } = run;
  const outages = withDays(add(program, 'outages', text.t('cli.outages')), run)
    .option('--school <code>', text.t('cli.school'))
    .option('--open', text.t('cli.outages.open'))
    .addOption(new Option('--cause <cause>', text.t('cli.outages.cause')).choices(outageCauses))
    .action(({ school, open, cause, ...flags }: OutageFlags) => {
      run.command = {
        ...{ kind: 'outages', schoolCode: school, isOpen: open === true, cause },
        days: daysOf(run, flags),
      };
    });
  withCheck(withListing(outages, run), run, 'outages');
  const outage = add(program, 'outage', text.t('cli.outage'));
  const show = add(outage, 'show <id>', text.t('cli.outage.show'));
  withCheck(withListing(show, run), run, 'outages').action((id: string) => {
    const outageId = wholeNumberOf(run, id, 1);
    if (outageId !== null) run.command = { kind: 'outage-show', outageId };
  });
  addServices(program, run);
  addDigest(program, run);
}

type ServiceFlags = { url: string; name?: string; school?: string };

function addServices(program: Parser, run: ParseRun): void {
  const { text } = run;
  const services = add(program, 'services', text.t('cli.services'))
    .option('--school <code>', text.t('cli.services.school'))
    .action(({ school }: { school?: string }) => {
      run.command = { kind: 'services', schoolCode: school };
    });
  withCheck(withListing(services, run), run, 'services');
  const service = add(program, 'service', text.t('cli.service'));
  const set = add(service, 'set <id>', text.t('cli.service.set'))
    .requiredOption('--url <url>', text.t('cli.service.url'))
    .option('--name <name>', text.t('cli.service.name'))
    .option('--school <code>', text.t('cli.service.school'))
    .action((id: string, { url, name, school }: ServiceFlags) => {
      if (!/^https?:\/\/[^\s]+$/.test(url)) run.problem = text.t('cli.notUrl', { value: url });
      run.command = {
        kind: 'service-set',
        entry: {
          service: id,
          url,
          name: name ?? id,
          ...(school === undefined ? {} : { schoolCode: school }),
        },
      };
    });
  addExamples(withJson(set, run), run, ['service set mail --url https://mail.example.edu.vn']);
  for (const verb of ['retire', 'remove'] as const) {
    const end = add(service, `${verb} <id>`, text.t(`cli.service.${verb}`))
      .option('--school <code>', text.t('cli.service.school'))
      .action((id: string, { school }: { school?: string }) => {
        run.command = { kind: `service-${verb}` as const, service: id, schoolCode: school };
      });
    withJson(end, run);
  }
}

type ReceiverFlags = { email?: string; webhook?: string; hour: string; language: 'vi' | 'en'; unit?: string };

function addDigest(program: Parser, run: ParseRun): void {
  const { text } = run;
  const digest = add(program, 'digest', text.t('cli.digest'));
  for (const verb of ['show', 'list'] as const) {
    const shown = add(digest, verb, text.t(`cli.digest.${verb}`)).action(() => {
      run.command = { kind: `digest-${verb}` };
    });
    if (verb === 'show') withJson(shown, run);
    else withCheck(withListing(shown, run), run, 'digests');
  }
  const added = add(digest, 'add', text.t('cli.digest.add'))
    .addOption(new Option('--email <address>', text.t('cli.digest.email')).conflicts('webhook'))
    .option('--webhook <url>', text.t('cli.digest.webhook'))
    .option('--hour <hour>', text.t('cli.digest.hour'), '7')
    .addOption(
      new Option('--language <language>', text.t('cli.digest.language')).choices(['vi', 'en']).default('vi'),
    )
    .option('--unit <id>', text.t('cli.digest.unit'))
    .action((flags: ReceiverFlags) => {
      const receiver = receiverOf(run, flags);
      if (receiver !== null) run.command = { kind: 'digest-add', receiver };
    });
  addExamples(withListing(added, run), run, ['digest add --email it@example.edu.vn --hour 6']);
  for (const verb of ['remove', 'send'] as const) {
    const of = add(digest, `${verb} <id>`, text.t(`cli.digest.${verb}`)).action((id: string) => {
      const number = wholeNumberOf(run, id, 1);
      if (number !== null) run.command = { kind: `digest-${verb}`, id: number };
    });
    if (verb === 'send') withListing(of, run);
    else withJson(of, run);
  }
}

function receiverOf(run: ParseRun, flags: ReceiverFlags): QueryParams<'digestAdd'> | null {
  const { email, webhook, hour, language, unit } = flags;
  const address = email ?? webhook;
  const at = wholeNumberOf(run, hour, 0);
  if (at !== null && at > 23) run.problem = run.text.t('cli.digest.notHour', { value: hour });
  if (address === undefined) run.problem = run.text.t('cli.digest.needsAddress');
  if (at === null || address === undefined) return null;
  return {
    ...{ channel: email === undefined ? 'webhook' : 'email', address, hour: at, lang: language },
    ...(unit === undefined ? {} : { unitId: unit }),
  };
}
