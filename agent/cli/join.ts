import { ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { routeOf } from '../../shared/runtime/route-settings.ts';
import type { Text } from '../../shared/text/text.ts';
import { type Joined, joinBroker, requireUnjoined } from '../enrol.ts';
import { requireThawed } from '../freeze.ts';
import type { CommandContext, CommandResult } from './command.ts';
import { chooseSeat } from './seat.ts';
import { readTokenFrom } from './token-input.ts';

export type JoinFlags = {
  /** The token itself, or `-` for standard input. */
  readonly token?: string | undefined;
  readonly file?: string | undefined;
  readonly room?: string | undefined;
  readonly seat?: string | undefined;
  /** False: nothing is asked, even of somebody at the terminal. */
  readonly ask?: boolean | undefined;
};

/** `join`: makes this machine a device of the school that issued the token. */
export async function runJoin(context: CommandContext, flags: JoinFlags): Promise<CommandResult> {
  const { text, stdout, stderr, config } = context;
  const prepared = await prepare(context);
  if (!prepared.ok) return prepared.error;
  const token = await readToken(context, flags);
  if (!token.ok) return token.error;
  const seat = await chooseSeat({ ...context, ask: mayAsk(flags) ? context.ask : undefined }, flags.seat);
  if (!seat.ok) return seat.error;
  const joined = await joinBroker(context.host, {
    folder: config.state,
    token: token.value,
    room: flags.room,
    seat: seat.value,
    route: routeOf(config),
  });
  if (!joined.ok) return joined.error;
  const { outcome, identity } = joined.value;
  stdout.write(`${text.t('agent.joined', { place: placeOf(text, joined.value) })}\n`);
  if (outcome === 'recovered' || outcome === 'renewed') stdout.write(`${text.t('agent.joined.again')}\n`);
  if (identity.state === 'pending') stdout.write(`${text.t('agent.joined.pending')}\n`);
  stderr.write(`${text.t('agent.joined.next')}\n`);
  return 0;
}

/** Before a token is used: this machine has no identity yet, and would still have one after its next start. */
async function prepare({ host, config, text, stderr }: CommandContext): Promise<Result<void, AppError>> {
  const free = requireUnjoined(config.state);
  if (!free.ok) return free;
  const thawed = await requireThawed(host, config.state);
  if (!thawed.ok) return thawed;
  const { doubtful: product } = thawed.value;
  if (product !== null) stderr.write(`${text.t('agent.frozen.unknown', { product })}\n`);
  return ok(undefined);
}

/** Not when standard input brings the token. */
function mayAsk({ token, file, ask }: JoinFlags): boolean {
  return ask !== false && (file ?? token) !== '-';
}

async function readToken(
  context: CommandContext,
  { token, file }: JoinFlags,
): Promise<Result<string, AppError>> {
  if (file !== undefined) return await readTokenFrom(context, file);
  if (token === undefined) return { ok: false, error: appError('SD-TOKEN-MISSING') };
  if (token === '-') return await readTokenFrom(context, token);
  context.stderr.write(`${context.text.t('agent.tokenArgument')}\n`);
  return ok(token);
}

/** Such as `TH Kim Đồng / PM1 / chỗ 23 – máy thứ 23/40`; what is not known is left out. */
function placeOf(text: Text, { identity, machineNumber: number, seats }: Joined): string {
  const { schoolName, room, seat } = identity;
  const parts = [schoolName, room, seat === null ? null : text.t('agent.place.seat', { seat })];
  const place = parts.filter((part) => part !== null).join(' / ');
  if (number === 0) return place;
  return seats === null
    ? text.t('agent.joined.number', { place, number })
    : text.t('agent.joined.numberOf', { place, number, seats });
}
