import type { Role } from './device.ts';
import {
  clear,
  found,
  missing,
  notApplicable,
  onWindows,
  type Rule,
  raw,
  unknown,
} from './judgement-rule.ts';

export const guestEnabled: Rule = (machine) => {
  const isEnabled = machine.facts.accounts?.isGuestEnabled;
  if (isEnabled === undefined) return missing(machine, 'accounts', 'isGuestEnabled');
  return isEnabled ? found([raw('accounts.isGuestEnabled', true)]) : clear;
};

/** In a lab the pupils' machines often log in by themselves: there it is slight, unless the password lies in the registry. */
export const autoLogon: Rule = (machine) => {
  const { hasAutoLogon, storesAutoLogonPassword: stores } = machine.facts.accounts ?? {};
  if (hasAutoLogon === undefined) return missing(machine, 'accounts', 'hasAutoLogon');
  if (!hasAutoLogon) return clear;
  const evidence = raw('accounts.hasAutoLogon', true);
  if (stores === true) {
    return found([evidence, raw('accounts.storesAutoLogonPassword', true)], { severity: 'high' });
  }
  return found([evidence], machine.role === 'student' ? { severity: 'low' } : {});
};

/** On Windows the count is of accounts that need none: setting Windows up makes such accounts, and most have one (from memory). */
export const accountWithoutPassword: Rule = ({ facts }) => {
  const count = facts.accounts?.withoutPassword;
  if (count === undefined) return unknown;
  if (count > 0 && facts.system?.platform !== 'linux') return unknown;
  return count > 0 ? found([raw('accounts.withoutPassword', count)]) : clear;
};

export const manyAdministrators: Rule = ({ facts }, { tables }) => {
  const count = facts.accounts?.administrators;
  if (count === undefined) return unknown;
  return count > tables.thresholds.maxAdministrators ? found([raw('accounts.administrators', count)]) : clear;
};

/** Roles on whose screens marks and papers stand. */
const staff: readonly Role[] = ['teacher', 'office', 'department'];

/** The machine's own policy; where none is set, a person's own screen saver may still lock it. */
export const screenLockOff: Rule = onWindows(({ facts, role }, { tables }) => {
  if (role === 'unknown') return unknown;
  if (!staff.includes(role)) return notApplicable;
  const seconds = facts.hardening?.lockAfterSeconds;
  if (seconds === undefined) return unknown;
  const isTooLate = seconds === 0 || seconds > tables.thresholds.maxLockSeconds;
  return isTooLate ? found([raw('hardening.lockAfterSeconds', seconds)]) : clear;
});
