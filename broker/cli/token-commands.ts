import { parseJoinToken } from '../../shared/contract/join-token.ts';
import type { QueryBody } from '../../shared/contract/query.ts';
import { roles } from '../../shared/domain/device.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';
import { writeSecretFile } from '../../shared/runtime/secure-file.ts';
import { defaultTokenDays, defaultTokenUses } from '../enrol/tokens.ts';
import { type CliContext, print, say } from './context.ts';
import { type Column, listingOptions, printJson, printListing } from './listing.ts';
import { newFileError } from './new-file.ts';
import type { CommandLine, Options, Outcome } from './program.ts';
import { send } from './send.ts';

type TokenRow = QueryBody<'tokenList'>['tokens'][number];

const dayMs = 86_400_000;
const maxDays = 3_650;

/** `3/60` for a person; a spreadsheet would make a date of it. */
const usedInWords: Column<TokenRow> = {
  name: 'uses',
  of: ({ uses, usesLeft }) => `${uses - usesLeft}/${uses}`,
};
const usedInNumbers: readonly Column<TokenRow>[] = [
  { name: 'uses', of: ({ uses }) => uses },
  { name: 'usesLeft', of: ({ usesLeft }) => usesLeft },
];

const columnsWith = (used: readonly Column<TokenRow>[]): readonly Column<TokenRow>[] => [
  { name: 'id', of: (token) => token.id },
  { name: 'schoolCode', of: (token) => token.schoolCode },
  { name: 'room', of: (token) => token.room },
  { name: 'role', of: (token) => token.role },
  ...used,
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
    .option('--seats <N>', text.t('broker.cli.token.seats'))
    .option('--days <N>', text.t('broker.cli.token.days', { days: defaultTokenDays }))
    .option('--qr', text.t('broker.cli.token.qr'))
    .option('--sheet <FILE>', text.t('broker.cli.token.sheet'))
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
      columnsWith(options.csv === true ? usedInNumbers : [usedInWords]),
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

type Created = QueryBody<'tokenCreate'>;

/** The token alone on stdout, for a file or the next program; its picture and its sheet are beside it. */
async function createToken(context: CliContext, options: Options): Promise<Outcome> {
  const wish = readWish(context, options);
  if (!wish.ok) return wish;
  const { sheet } = options;
  const unwritable = typeof sheet === 'string' ? newFileError(sheet) : null;
  if (unwritable !== null) return err(unwritable);
  const answer = await send(context, options, 'tokenCreate', wish.value);
  if (!answer.ok) return answer;
  const [created] = answer.value;
  if (created === undefined) return err(appError('SD-ANSWER-TIMEOUT', { what: 'tokenCreate' }));
  if (options.json === true) printJson(context, created);
  else print(context, created.token);
  if (options.qr === true) await showQr(context, created.token);
  return typeof sheet === 'string' ? writeSheet(context, sheet, created, options) : ok(0);
}

function readWish(
  context: CliContext,
  { school, room, role, uses, seats, days }: Options,
): Result<Readonly<Record<string, unknown>>, AppError> {
  if (school === undefined) return wrongValue('school', 'missing');
  const lifetime = days === undefined ? null : Number(days);
  if (lifetime !== null && !(lifetime > 0)) return wrongValue('days', 'too-small', { least: 1 });
  if (lifetime !== null && lifetime > maxDays) return wrongValue('days', 'too-large', { most: maxDays });
  // Without a room there is nothing to count seats of.
  if (seats !== undefined && room === undefined) return wrongValue('room', 'missing');
  const whole = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value));
  const expiresAt = lifetime === null ? undefined : Math.round(context.clock.now() + lifetime * dayMs);
  return ok({ schoolCode: school, room, role, uses: whole(uses), seats: whole(seats), expiresAt });
}

/** For the camera of a telephone; never on stdout, which is the token's. */
async function showQr(context: CliContext, token: string): Promise<void> {
  const { terminalQr } = await import('../print/terminal-qr.ts');
  say(context, terminalQr(token) ?? context.text.t('broker.said.no-qr'));
}

async function writeSheet(
  context: CliContext,
  path: string,
  created: Created,
  options: Options,
): Promise<Outcome> {
  const { token, schoolName, uses, expiresAt } = created;
  const parsed = parseJoinToken(token);
  if (!parsed.ok) return err(appError('SD-INTERNAL', { reason: parsed.error }));
  const [{ joinSheetDefinition }, { readSheetFonts }, { renderPdf }] = await Promise.all([
    import('../print/join-sheet.ts'),
    import('../print/sheet-fonts.ts'),
    import('../../shared/runtime/print/render-pdf.ts'),
  ]);
  const role = roles.find((one) => one === options.role) ?? null;
  const definition = joinSheetDefinition(context.text, {
    ...{ token, schoolName, uses, expiresAt, role },
    schoolCode: String(options.school),
    room: options.room === undefined ? null : String(options.room).trim(),
    seats: options.seats === undefined ? null : Number(options.seats),
    addresses: parsed.value.addresses,
    printedAt: context.clock.now(),
  });
  const written = writeSecretFile(path, await renderPdf(definition, readSheetFonts()));
  if (!written.ok) return written;
  say(context, context.text.t('broker.said.sheet', { path }));
  return ok(0);
}
