import type { Address } from '../../shared/contract/scalars.ts';
import { ok } from '../../shared/domain/result.ts';
import { importRoster } from '../roster/import-roster.ts';
import type { CommandDeps } from './command-deps.ts';
import { deviceCommands } from './device-commands.ts';
import type { Handler, Handlers } from './handler.ts';
import { pagesOf } from './paginate.ts';
import { tokenCommands } from './token-commands.ts';
import { userCommands } from './user-commands.ts';

export type CommandKind =
  | 'tokenCreate'
  | 'tokenList'
  | 'tokenRevoke'
  | 'rosterImport'
  | 'userAdd'
  | 'userList'
  | 'userRevoke'
  | 'profileRenew'
  | 'deviceSet'
  | 'deviceRevoke';

/** Commands that change the registry or the roster, and the lists that belong to them. Each stays within the actor's unit. */
export function createCommands(
  deps: CommandDeps,
  /** Where machines and users are told to look for the broker. */
  addresses: () => readonly Address[],
): Pick<Handlers, CommandKind> {
  return {
    ...tokenCommands(deps, addresses),
    ...userCommands(deps, addresses),
    ...deviceCommands(deps),
    rosterImport: rosterCommand(deps),
  };
}

/** One import at a time: each compares the file with what the one before it wrote. */
function rosterCommand({ store, clock, fleet }: CommandDeps): Handler<'rosterImport'> {
  let last: Promise<unknown> = Promise.resolve();
  const run: Handler<'rosterImport'> = async ({ csv, strict }, actor) => {
    const done = await importRoster(store, csv, { strict, at: clock.now(), actor: actor.userId });
    if (done.isWritten) await fleet.orgChanged();
    return ok(pagesOf({ problems: done.problems }).map(({ problems }) => ({ ...done, problems })));
  };
  return (params, actor) => {
    const done = last.then(() => run(params, actor));
    last = done.catch(() => undefined);
    return done;
  };
}
