import type { Evidence } from './finding.ts';
import {
  clear,
  found,
  isUnset,
  type MachineForJudgement,
  onWindows,
  type Rule,
  raw,
  unknown,
} from './judgement-rule.ts';
import type { HardeningFacts } from './machine-facts.ts';
import { buildNumber } from './windows-cycle.ts';

type NumberFact = {
  [Fact in keyof HardeningFacts]-?: NonNullable<HardeningFacts[Fact]> extends number ? Fact : never;
}[keyof HardeningFacts];

/** The value, Windows' default where it is surely not set, undefined where it could not be read. */
function setting<Default>(
  machine: MachineForJudgement,
  fact: NumberFact,
  whenUnset: Default,
): number | Default | undefined {
  const value = machine.facts.hardening?.[fact];
  if (value !== undefined) return value;
  return isUnset(machine, 'hardening', fact) ? whenUnset : undefined;
}

/** EnableLUA, 1 by default. */
export const uacOff: Rule = onWindows((machine) => {
  const enabled = setting(machine, 'uacEnabled', 1);
  if (enabled === undefined) return unknown;
  return enabled === 0 ? found([raw('hardening.uacEnabled', 0)]) : clear;
});

/** Windows 8.1 and later keep no password of WDigest unless told to. */
const firstBuildWithoutWdigest = 9600;
/** NTLMv2 alone is sent from 3 on. */
const leastLmLevel = 3;

/**
 * Passwords that lie open in memory or cross the network weakly. LSA protection that is merely not set is no finding: most
 * machines of schools are so, and the remedy breaks drivers of old printers and cards.
 */
export const credentialsExposed: Rule = onWindows((machine) => {
  const build = buildNumber(machine.facts.system?.osBuild) ?? 0;
  const wdigest = setting(
    machine,
    'wdigestLogonCredential',
    build >= firstBuildWithoutWdigest ? 0 : undefined,
  );
  const blank = setting(machine, 'blankPasswordUseLimited', 1);
  const level = setting(machine, 'lmCompatibilityLevel', leastLmLevel);
  const evidence = [
    ...(wdigest === 1 ? [raw('hardening.wdigestLogonCredential', 1)] : []),
    ...(blank === 0 ? [raw('hardening.blankPasswordUseLimited', 0)] : []),
    ...(level !== undefined && level < leastLmLevel ? [raw('hardening.lmCompatibilityLevel', level)] : []),
  ];
  const [first, ...others] = evidence;
  if (first !== undefined) return found([first, ...others]);
  return wdigest === undefined || blank === undefined || level === undefined ? unknown : clear;
});

/** Windows 10 1709 and later come without SMB 1; Windows Server from 1709 (2019) on. */
const firstBuildWithoutSmbOne = 16_299;
const disabledStart = 4;

/** The server's part by its value or by what the build comes with; the client's by its service, which may not be there. */
export const smbOne: Rule = onWindows((machine) => {
  const build = buildNumber(machine.facts.system?.osBuild);
  const byBuild = build === null ? undefined : Number(build < firstBuildWithoutSmbOne);
  const server = setting(machine, 'smbOneServer', byBuild);
  const client = setting(machine, 'smbOneClientStart', disabledStart);
  const evidence: Evidence[] = [];
  if (server === 1) {
    const value = machine.facts.hardening?.smbOneServer;
    evidence.push(
      value === undefined ? raw('system.osBuild', build ?? '') : raw('hardening.smbOneServer', value),
    );
  }
  if (client !== undefined && client !== disabledStart)
    evidence.push(raw('hardening.smbOneClientStart', client));
  const [first, ...others] = evidence;
  if (first !== undefined) return found([first, ...others]);
  return server === undefined || client === undefined ? unknown : clear;
});

/** All kinds of drives; a value may set some of them only. */
const allDriveTypes = 0xff;

/** Autorun is on by default; CIS asks for one of two settings against it. */
export const autorunOn: Rule = onWindows((machine) => {
  const disabled = setting(machine, 'autorunDisabled', 0);
  const driveTypes = setting(machine, 'autorunDriveTypes', 0);
  if (disabled === 1 || (driveTypes !== undefined && (driveTypes & allDriveTypes) === allDriveTypes))
    return clear;
  if (disabled === undefined || driveTypes === undefined) return unknown;
  return found([
    raw('hardening.autorunDisabled', machine.facts.hardening?.autorunDisabled ?? '-'),
    raw('hardening.autorunDriveTypes', machine.facts.hardening?.autorunDriveTypes ?? '-'),
  ]);
});
