import type { QueryBody } from '../../shared/contract/query.ts';
import { userRoles } from '../../shared/domain/device.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import { createKeyAndRequest } from '../../shared/runtime/certificate-request.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';
import { writeProfile } from '../../shared/runtime/profile.ts';
import { type CliContext, print, say } from './context.ts';
import { type Column, listingOptions, printListing } from './listing.ts';
import { newFileError } from './new-file.ts';
import type { CommandLine, Options, Outcome } from './program.ts';
import { send } from './send.ts';

type UserRow = QueryBody<'userList'>['users'][number];

const columns: readonly Column<UserRow>[] = [
  { name: 'userId', of: (user) => user.userId },
  { name: 'name', of: (user) => user.name },
  { name: 'role', of: (user) => user.role },
  { name: 'unitId', of: (user) => user.unitId },
  { name: 'createdAt', of: (user) => user.createdAt, isTime: true },
  { name: 'isRevoked', of: (user) => user.isRevoked },
];

/** `user add NAME`, `user list`, `user revoke ID`. */
export function addUserCommands(line: CommandLine, context: CliContext): void {
  const { text } = context;
  const user = line.add(line.root, 'user', text.t('broker.cli.user'));

  const add = line
    .add(user, 'add <name>', text.t('broker.cli.user.add'))
    .option('--data <DIR>', text.t('broker.cli.data'))
    .option('--role <ROLE>', text.t('broker.cli.user.role', { roles: userRoles.join(' | ') }))
    .option('--unit <ID>', text.t('broker.cli.user.unit'))
    .option('--school <CODE>', text.t('broker.cli.user.school'))
    .option('-o, --output <FILE>', text.t('broker.cli.user.output'));
  line.onRun(add, ([name = ''], options) => addUser(context, name, options));

  const list = line.add(user, 'list', text.t('broker.cli.user.list'));
  listingOptions(list.option('--data <DIR>', text.t('broker.cli.data')), text);
  line.onRun(list, async (_args, options) => {
    const answer = await send(context, options, 'userList', {});
    if (!answer.ok) return answer;
    printListing(
      context,
      options,
      answer.value.flatMap(({ users }) => users),
      columns,
    );
    return ok(0);
  });

  const revoke = line.add(user, 'revoke <id>', text.t('broker.cli.user.revoke'));
  revoke.option('--data <DIR>', text.t('broker.cli.data'));
  line.onRun(revoke, async ([userId = ''], options) => {
    const answer = await send(context, options, 'userRevoke', { userId });
    if (!answer.ok) return answer;
    say(context, text.t('broker.said.revoked', { id: userId }));
    return ok(0);
  });
}

/** The key is made here and goes into the profile only: neither the broker nor the terminal sees it. */
async function addUser(context: CliContext, name: string, options: Options): Promise<Outcome> {
  const { role, unit, school, output } = options;
  if (typeof output !== 'string') return wrongValue('output', 'missing');
  const unwritable = newFileError(output);
  if (unwritable !== null) return err(unwritable);
  const { keyPem, csrPem } = await createKeyAndRequest();
  const answer = await send(context, options, 'userAdd', {
    name,
    role,
    csr: csrPem,
    unitId: unit,
    schoolCode: school,
  });
  if (!answer.ok) return answer;
  const [added] = answer.value;
  if (added === undefined) return err(appError('SD-ANSWER-TIMEOUT', { what: 'userAdd' }));
  const { userId, certificate, ca, addresses } = added;
  const written = writeProfile(output, { v: 1, userId, name, addresses, ca, certificate, key: keyPem });
  if (!written.ok) {
    // A user whose key is lost can never connect: leave no trace of a right.
    await send(context, options, 'userRevoke', { userId });
    return written;
  }
  print(context, userId);
  say(context, context.text.t('broker.said.profile', { path: output }));
  return ok(0);
}
