import type { AuditRow } from '../../shared/contract/query-rows.ts';
import { ok } from '../../shared/domain/result.ts';
import type { CliContext } from './context.ts';
import { type Column, listingOptions, printListing } from './listing.ts';
import type { CommandLine } from './program.ts';
import { send } from './send.ts';

const defaultLimit = 200;

const columns: readonly Column<AuditRow>[] = [
  { name: 'id', of: (entry) => entry.id },
  { name: 'at', of: (entry) => entry.at, isTime: true },
  { name: 'actor', of: (entry) => entry.actor },
  { name: 'action', of: (entry) => entry.action },
  { name: 'subject', of: (entry) => entry.subject },
  { name: 'detail', of: (entry) => entry.detail },
];

/** `audit list`. */
export function addAuditCommand(line: CommandLine, context: CliContext): void {
  const { text } = context;
  const audit = line.add(line.root, 'audit', text.t('broker.cli.audit'));
  const list = line
    .add(audit, 'list', text.t('broker.cli.audit.list'))
    .option('--data <DIR>', text.t('broker.cli.data'))
    .option('--limit <N>', text.t('broker.cli.audit.limit', { limit: defaultLimit }))
    .option('--before <N>', text.t('broker.cli.audit.before'));
  listingOptions(list, text);
  line.onRun(list, async (_args, options) => {
    const { limit, before } = options;
    const answer = await send(context, options, 'auditList', {
      limit: limit === undefined ? defaultLimit : Number(limit),
      beforeId: before === undefined ? undefined : Number(before),
    });
    if (!answer.ok) return answer;
    printListing(
      context,
      options,
      answer.value.flatMap(({ entries }) => entries),
      columns,
    );
    return ok(0);
  });
}
