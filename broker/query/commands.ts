import type { Address } from '../../shared/contract/scalars.ts';
import type { CommandDeps } from './command-deps.ts';
import { deviceCommands } from './device-commands.ts';
import type { Handlers } from './handler.ts';
import { tokenCommands } from './token-commands.ts';
import { userCommands } from './user-commands.ts';

export type CommandKind =
  | 'tokenCreate'
  | 'tokenList'
  | 'tokenRevoke'
  | 'userAdd'
  | 'userList'
  | 'userRevoke'
  | 'profileRenew'
  | 'deviceSet'
  | 'deviceRevoke';

/** Commands that change the registry, and the lists that belong to them. Each stays within the actor's unit. */
export function createCommands(
  deps: CommandDeps,
  /** Where machines and users are told to look for the broker. */
  addresses: () => readonly Address[],
): Pick<Handlers, CommandKind> {
  return {
    ...tokenCommands(deps, addresses),
    ...userCommands(deps, addresses),
    ...deviceCommands(deps),
  };
}
