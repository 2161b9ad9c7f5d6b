import type { Command } from 'commander';
import type { QueryBody, QueryKind } from '../../shared/contract/query.ts';
import { proposalStates } from '../../shared/domain/device.ts';
import { ok } from '../../shared/domain/result.ts';
import { type CliContext, say } from './context.ts';
import { type Column, listingOptions, printListing } from './listing.ts';
import type { CommandLine, Options, Outcome } from './program.ts';
import { send } from './send.ts';

type Proposal = QueryBody<'proposalList'>['proposals'][number];

const columns: readonly Column<Proposal>[] = [
  { name: 'id', of: (proposal) => proposal.id },
  { name: 'createdAt', of: (proposal) => proposal.createdAt, isTime: true },
  { name: 'schoolCode', of: (proposal) => proposal.schoolCode },
  { name: 'deviceId', of: (proposal) => proposal.deviceId },
  { name: 'otherId', of: (proposal) => proposal.otherId },
  { name: 'reason', of: (proposal) => proposal.reason },
  { name: 'state', of: (proposal) => proposal.state },
  { name: 'decidedAt', of: (proposal) => proposal.decidedAt, isTime: true },
  { name: 'decidedBy', of: (proposal) => proposal.decidedBy },
];

/** `device retire|merge|unmerge|split`, `device proposals`, `device accept|reject|undo`: which device a machine is. */
export function addIdentityCommands(line: CommandLine, device: Command, context: CliContext): void {
  const { text } = context;
  const add = (
    usage: string,
    about: string,
    work: (args: readonly string[], options: Options) => Promise<Outcome>,
  ): void => {
    const command = line.add(device, usage, about).option('--data <DIR>', text.t('broker.cli.data'));
    line.onRun(command, work);
  };
  add('retire <id>', text.t('broker.cli.device.retire'), ([deviceId = ''], options) =>
    tell(context, options, 'deviceRetire', { deviceId }, text.t('broker.said.retired', { id: deviceId })),
  );
  add('merge <keep> <other>', text.t('broker.cli.device.merge'), ([deviceId = '', otherId = ''], options) =>
    tell(
      context,
      options,
      'deviceMerge',
      { deviceId, otherId },
      text.t('broker.said.merged', { id: deviceId, other: otherId }),
    ),
  );
  add('unmerge <id>', text.t('broker.cli.device.unmerge'), ([deviceId = ''], options) =>
    tell(context, options, 'deviceUnmerge', { deviceId }, text.t('broker.said.unmerged', { id: deviceId })),
  );
  add('split <id>', text.t('broker.cli.device.split'), ([deviceId = ''], options) =>
    tell(context, options, 'deviceSplit', { deviceId }, text.t('broker.said.split', { id: deviceId })),
  );
  addProposals(line, device, context);
  for (const decision of ['accept', 'reject', 'undo'] as const) {
    add(`${decision} <n>`, text.t(`broker.cli.device.${decision}`), ([id = ''], options) =>
      tell(
        context,
        options,
        'proposalDecide',
        { id: Number(id), decision },
        text.t(`broker.said.proposal.${decision}`, { id }),
      ),
    );
  }
}

function addProposals(line: CommandLine, device: Command, context: CliContext): void {
  const { text } = context;
  const proposals = line.add(device, 'proposals', text.t('broker.cli.device.proposals'));
  for (const command of [proposals, line.add(proposals, 'list', text.t('broker.cli.device.proposals'))]) {
    command
      .option('--data <DIR>', text.t('broker.cli.data'))
      .option(
        '--state <STATE>',
        text.t('broker.cli.device.proposals.state', { states: proposalStates.join(' | ') }),
      );
    listingOptions(command, text);
    line.onRun(command, (_args, options) => listProposals(context, options));
  }
}

async function listProposals(context: CliContext, options: Options): Promise<Outcome> {
  const answer = await send(context, options, 'proposalList', { state: options.state });
  if (!answer.ok) return answer;
  printListing(
    context,
    options,
    answer.value.flatMap((page) => page.proposals),
    columns,
  );
  return ok(0);
}

/** Sends a command whose answer says no more than that it is done. */
async function tell(
  context: CliContext,
  options: Options,
  kind: QueryKind,
  wish: Readonly<Record<string, unknown>>,
  done: string,
): Promise<Outcome> {
  const answer = await send(context, options, kind, wish);
  if (!answer.ok) return answer;
  say(context, done);
  return ok(0);
}
