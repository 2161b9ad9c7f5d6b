import type { QueryBody } from '../../shared/contract/query.ts';
import { roles } from '../../shared/domain/device.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import { defaultTokenDays, defaultTokenUses } from '../enrol/tokens.ts';
import { type CliContext, print, say } from './context.ts';
import { type Column, listingOptions, printJson, printListing } from './listing.ts';
import type { CommandLine, Options, Outcome } from './program.ts';
import { send } from './send.ts';

type TokenRow = QueryBody<'tokenList'>['tokens'][number];

const dayMs = 86_400_000;
const maxDays = 3_650;

const columns: readonly Column<TokenRow>[] = [
  { name: 'id', of: (token) => token.id },
  { name: 'schoolCode', of: (token) => token.schoolCode },
  { name: 'room', of: (token) => token.room },
  { name: 'role', of: (token) => token.role },
  { name: 'usesLeft', of: (token) => token.usesLeft },
  { name: 'expiresAt', of: (token) => token.expiresAt, isTime: true },
  { name: 'isRevoked', of: (token) => token.isRevoked },
];

/** `token`, `token list`, `token revoke ID`. */
export function addTokenCommands(line: CommandLine, context: CliContext): void {
  const { text } = context;
  const token = line
    .add(line.root, 'token', text.t('broker.cli.token'))
    .option('--data <DIR>', text.t('broker.cli.data'))
    .option('--school <CODE>', text.t('broker.cli.token.school'))
    .option('--room <ROOM>', text.t('broker.cli.token.room'))
    .option('--role <ROLE>', text.t('broker.cli.role', { roles: roles.join(' | ') }))
    .option('--uses <N>', text.t('broker.cli.token.uses', { uses: defaultTokenUses }))
    .option('--days <N>', text.t('broker.cli.token.days', { days: defaultTokenDays }))
    .option('--json', text.t('broker.cli.json'));
  line.onRun(token, (_args, options) => createToken(context, options));

  const list = line.add(token, 'list', text.t('broker.cli.token.list'));
  listingOptions(list.option('--data <DIR>', text.t('broker.cli.data')), text);
  line.onRun(list, async (_args, options) => {
    const answer = await send(context, options, 'tokenList', {});
    if (!answer.ok) return answer;
    printListing(
      context,
      options,
      answer.value.flatMap(({ tokens }) => tokens),
      columns,
    );
    return ok(0);
  });

  const revoke = line.add(token, 'revoke <id>', text.t('broker.cli.token.revoke'));
  revoke.option('--data <DIR>', text.t('broker.cli.data'));
  line.onRun(revoke, async ([id = ''], options) => {
    const answer = await send(context, options, 'tokenRevoke', { id });
    if (!answer.ok) return answer;
    say(context, text.t('broker.said.revoked', { id }));
    return ok(0);
  });
}

/** The token alone on stdout, for a file or the next program. */
async function createToken(context: CliContext, options: Options): Promise<Outcome> {
  const { school, room, role, uses, days } = options;
  if (school === undefined) return err(appError('SD-USAGE', { reason: '--school CODE' }));
  const lifetime = days === undefined ? null : Number(days);
  if (lifetime !== null && !(lifetime > 0 && lifetime <= maxDays)) {
    return err(appError('SD-USAGE', { reason: `--days 1 … ${maxDays}` }));
  }
  const params = {
    schoolCode: school,
    room,
    role,
    uses: uses === undefined ? undefined : Number(uses),
    expiresAt: lifetime === null ? undefined : Math.round(context.clock.now() + lifetime * dayMs),
  };
  const answer = await send(context, options, 'tokenCreate', params);
  if (!answer.ok) return answer;
  const [created] = answer.value;
  if (options.json === true) printJson(context, created);
  else print(context, created?.token ?? '');
  return ok(0);
}
