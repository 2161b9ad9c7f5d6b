import { readDarwinAccounts } from './accounts.darwin.ts';
import { readLinuxAccounts } from './accounts.linux.ts';
import { readWindowsAccounts } from './accounts.windows.ts';
import { perPlatform } from './per-platform.ts';

/** Numbers of local accounts: no name leaves the machine. */
export const accounts = perPlatform('accounts', 5_000, {
  linux: readLinuxAccounts,
  darwin: readDarwinAccounts,
  windows: readWindowsAccounts,
});
