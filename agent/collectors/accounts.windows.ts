import { z } from 'zod';
import type { CollectorContext, Measured } from '../collector.ts';
import { mapFact, unsupported } from './facts.ts';
import { cimBoolean, cimCount, readRow, readRows } from './windows/cim-values.ts';

/** Last number of the SID of the guest account, whatever it is called (Microsoft, well-known SIDs). */
const guestRid = 501;

const maxAccounts = 10_000;
const accountRow = z.object({ rid: cimCount, isDisabled: cimBoolean, isPasswordRequired: cimBoolean });
const administratorsRow = z.object({ members: cimCount });
const autoLogonRow = z.object({ isOn: cimBoolean, hasPassword: cimBoolean });

/**
 * Local accounts: those of a domain are not the machine's. `withoutPassword` counts the enabled ones that may have none
 * (PasswordRequired is false): whether one has, only a logon would tell. The shortest password is told by localised commands and
 * by what antivirus takes for theft of passwords, so it is not asked.
 */
export function readWindowsAccounts({ windows }: CollectorContext): Promise<Measured<'accounts'>> {
  const answer = readRows(windows('localAccounts'), accountRow, maxAccounts);
  const rows = mapFact(answer, (all) => {
    const known = all.filter(({ rid }) => rid !== undefined);
    return known.length === 0 ? undefined : known;
  });
  // One account that does not say whether it is disabled leaves every count open.
  const enabled = mapFact(rows, (all) =>
    all.some(({ isDisabled }) => isDisabled === undefined)
      ? undefined
      : all.filter(({ isDisabled }) => isDisabled === false),
  );
  const autoLogon = readRow(windows('autoLogon'), autoLogonRow);
  return Promise.resolve({
    total: mapFact(rows, (all) => all.length),
    interactive: mapFact(enabled, (all) => all.length),
    withoutPassword: mapFact(enabled, (all) =>
      all.some(({ isPasswordRequired }) => isPasswordRequired === undefined)
        ? undefined
        : all.filter(({ isPasswordRequired }) => isPasswordRequired === false).length,
    ),
    isGuestEnabled: mapFact(rows, (all) => {
      const isDisabled = all.find(({ rid }) => rid === guestRid)?.isDisabled;
      return isDisabled === undefined ? undefined : !isDisabled;
    }),
    // Windows always keeps one administrator: none counted is none seen.
    administrators: mapFact(readRow(windows('administrators'), administratorsRow), ({ members }) =>
      members === 0 ? undefined : members,
    ),
    hasAutoLogon: mapFact(autoLogon, ({ isOn }) => isOn),
    storesAutoLogonPassword: mapFact(autoLogon, ({ hasPassword }) => hasPassword),
    minPasswordLength: unsupported,
  });
}
