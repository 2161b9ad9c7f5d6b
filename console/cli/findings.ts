import { Option, type Command as Parser } from 'commander';
import {
  type FindingCode,
  type FindingStatus,
  findingCodes,
  findingStatuses,
  type Severity,
} from '../../shared/domain/finding.ts';
import { isDeviceId } from '../../shared/domain/ids.ts';
import { severities } from '../../shared/domain/outage.ts';
import { type FindingDecision, type FindingGrouping, findingGroupings, type Where } from './command.ts';
import { withCheck, withJson, withListing } from './output.ts';
import { add, addExamples, checkDates, type ParseRun, wholeNumberOf } from './parser.ts';

type WhereFlags = { school?: string; room?: string; device?: string };

/** `findings`, `finding set|trend`, `risk`, `upgrades`. */
export function addFindings(program: Parser, run: ParseRun): void {
  addFindingList(program, run);
  addFinding(program, run);
  const { text } = run;
  const risk = withPlace(add(program, 'risk', text.t('cli.risk')), run)
    .addOption(
      new Option('--by <what>', text.t('cli.risk.by'))
        .choices(['school', 'room', 'machine'])
        .default('school'),
    )
    .action(({ by, ...flags }: WhereFlags & { by: 'school' | 'room' | 'machine' }) => {
      run.command = { kind: 'risk', where: whereOf(run, flags), by };
    });
  withListing(risk, run);
  const upgrades = withPlace(add(program, 'upgrades', text.t('cli.upgrades')), run);
  withListing(upgrades, run).action((flags: WhereFlags) => {
    run.command = { kind: 'upgrades', where: whereOf(run, flags) };
  });
}

type ListFlags = WhereFlags & {
  by: FindingGrouping;
  code?: string;
  severity?: Severity;
  status?: (FindingStatus | 'all')[];
};

function addFindingList(program: Parser, run: ParseRun): void {
  const { text } = run;
  const findings = withPlace(add(program, 'findings', text.t('cli.findings')), run)
    .option('--device <id>', text.t('cli.findings.device'))
    .option('--code <code>', text.t('cli.findings.code'))
    .addOption(new Option('--severity <severity>', text.t('cli.findings.severity')).choices(severities))
    .addOption(
      new Option('--status <status...>', text.t('cli.findings.status')).choices([...findingStatuses, 'all']),
    )
    .addOption(new Option('--by <what>', text.t('cli.findings.by')).choices(findingGroupings).default('room'))
    .action(({ by, code, severity, status, ...flags }: ListFlags) => {
      const known = code === undefined ? undefined : codeOf(run, code);
      const statuses = status === undefined ? undefined : statusesOf(status);
      run.command = {
        ...{ kind: 'findings', where: whereOf(run, flags), by },
        ...(known === undefined || known === null ? {} : { code: known }),
        ...(severity === undefined ? {} : { severity }),
        ...(statuses === undefined ? {} : { statuses }),
      };
    });
  withCheck(withListing(findings, run), run, 'findings');
}

function statusesOf(named: readonly (FindingStatus | 'all')[]): readonly FindingStatus[] {
  return findingStatuses.filter((status) => named.includes('all') || named.includes(status));
}

type SetFlags = WhereFlags & { status: FindingDecision['status']; reason?: string; until?: string };

function addFinding(program: Parser, run: ParseRun): void {
  const { text } = run;
  const finding = add(program, 'finding', text.t('cli.finding'));
  const set = withPlace(add(finding, 'set <code>', text.t('cli.finding.set')), run)
    .option('--device <id>', text.t('cli.findings.device'))
    .addOption(
      new Option('--status <status>', text.t('cli.finding.status'))
        .choices(['open', 'acknowledged', 'accepted'])
        .makeOptionMandatory(),
    )
    .option('--reason <text>', text.t('cli.finding.reason'))
    .option('--until <date>', text.t('cli.finding.until'))
    .action((code: string, flags: SetFlags) => {
      const decision = decisionOf(run, code, flags);
      const where = whereOf(run, flags);
      if (where.deviceId === undefined && where.schoolCode === undefined)
        run.problem = text.t('cli.finding.where');
      if (decision !== null) run.command = { kind: 'finding-set', where, decision };
    });
  addExamples(withJson(set, run), run, ['finding set smb-one --school 51-001 --status acknowledged']);
  const trend = withPlace(add(finding, 'trend', text.t('cli.finding.trend')), run)
    .option('--months <n>', text.t('cli.finding.months'), '12')
    .action(({ months, ...flags }: WhereFlags & { months: string }) => {
      const count = wholeNumberOf(run, months, 1);
      if (count !== null) run.command = { kind: 'finding-trend', where: whereOf(run, flags), months: count };
    });
  withListing(trend, run);
}

function decisionOf(run: ParseRun, code: string, flags: SetFlags): FindingDecision | null {
  const { status, reason, until } = flags;
  if (status === 'accepted' && (reason === undefined || reason.trim() === '' || until === undefined))
    run.problem = run.text.t('cli.finding.acceptedNeeds');
  checkDates(run, until === undefined ? {} : { day: until });
  const known = codeOf(run, code);
  if (known === null) return null;
  return {
    ...{ code: known, status },
    ...(reason === undefined ? {} : { reason }),
    ...(until === undefined ? {} : { until }),
  };
}

function codeOf(run: ParseRun, value: string): FindingCode | null {
  const code = findingCodes.find((each) => each === value);
  if (code === undefined) run.problem = run.text.t('cli.notCode', { value });
  return code ?? null;
}

function withPlace(command: Parser, { text }: ParseRun): Parser {
  return command
    .option('--school <code>', text.t('cli.school'))
    .option('--room <room>', text.t('cli.findings.room'));
}

function whereOf(run: ParseRun, { school, room, device }: WhereFlags): Where {
  if (device !== undefined && !isDeviceId(device))
    run.problem = run.text.t('cli.notDeviceId', { id: device });
  return {
    ...(school === undefined ? {} : { schoolCode: school }),
    ...(room === undefined ? {} : { room }),
    ...(device === undefined ? {} : { deviceId: device }),
  };
}
