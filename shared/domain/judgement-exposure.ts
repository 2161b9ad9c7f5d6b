import { isPublicAddress } from './address.ts';
import type { Evidence } from './finding.ts';
import {
  absence,
  clear,
  found,
  isUnset,
  type MachineForJudgement,
  notApplicable,
  onWindows,
  type Rule,
  raw,
  unknown,
} from './judgement-rule.ts';
import type { RemoteControlRule } from './judgement-tables.ts';

/** Programs by which somebody outside can take over a machine; a service lets them in unattended. */
export const remoteControlTool: Rule = (machine, frame) => {
  const packages = machine.facts.software?.packages;
  const services = machine.facts.exposure?.autoStartServices;
  const installed = (packages ?? []).filter(({ name }) =>
    frame.tables.remoteControl.some((rule) => isPackageOf(name, rule)),
  );
  const attended = installed.map(({ name }) => raw('software.packages[].name', name));
  const unattended = (services ?? [])
    .filter((service) =>
      frame.tables.remoteControl.some((rule) => rule.services.includes(serviceName(service))),
    )
    .map((service) => raw('exposure.autoStartServices[]', service));
  const [first, ...others] = [...unattended, ...attended];
  if (first !== undefined) {
    return found([first, ...others], unattended.length === 0 ? { severity: 'low' } : {});
  }
  return packages === undefined || services === undefined ? unknown : clear;
};

function isPackageOf(name: string, rule: RemoteControlRule): boolean {
  const lower = name.trim().toLowerCase();
  return rule.packages.some((start) => lower.startsWith(start));
}

function serviceName(service: string): string {
  return service
    .trim()
    .toLowerCase()
    .replace(/\.service$/, '');
}

/** Ports on which others may knock; SMB is judged only where the machine itself has a public address. */
export const riskyPort: Rule = (machine, frame) => {
  const listeners = machine.facts.exposure?.listeners;
  if (listeners === undefined) return unknown;
  const isWindows = machine.facts.system?.platform === 'windows';
  const rules = frame.tables.ports.filter(
    (rule) => !(rule.exceptWindows && isWindows) && (!rule.onlyPublic || hasPublicAddress(machine)),
  );
  const open = rules.filter(({ port }) =>
    listeners.some((one) => one.protocol === 'tcp' && one.port === port && !one.isLoopbackOnly),
  );
  const [first, ...others] = open.map(({ port, service }) =>
    raw('exposure.listeners[].port', `${port} (${service})`),
  );
  return first === undefined ? clear : found([first, ...others]);
};

function hasPublicAddress({ facts }: MachineForJudgement): boolean {
  return (facts.network?.interfaces ?? []).some(({ addresses }) =>
    addresses?.some(({ family, address }) => family === 'ipv4' && isPublicAddress(address) === true),
  );
}

/**
 * Remote desktop: a policy overrules the switch, and what is not set is off. Servers are administered through it, so only
 * its login check is judged there.
 */
export const remoteDesktopOpen: Rule = onWindows((machine) => {
  if (machine.role === 'server') return notApplicable;
  const open = openRemoteDesktop(machine);
  if (open === undefined) return unknown;
  return open.length > 0 ? found([open[0] ?? raw('hardening.rdpDenied', 0)]) : clear;
});

/** Without Network Level Authentication a stranger gets as far as the login screen. */
export const remoteDesktopWithoutLoginCheck: Rule = onWindows((machine) => {
  const open = openRemoteDesktop(machine);
  if (open === undefined) return unknown;
  if (open.length === 0) return clear;
  const checks = machine.facts.hardening?.rdpNetworkAuthentication;
  if (checks === undefined) return unknown;
  return checks === 0 ? found([raw('hardening.rdpNetworkAuthentication', 0), ...open]) : clear;
});

/** What shows that it is open; empty when it is closed, undefined when neither is known. */
function openRemoteDesktop(machine: MachineForJudgement): readonly Evidence[] | undefined {
  const { rdpDeniedByPolicy: byPolicy, rdpDenied: bySwitch } = machine.facts.hardening ?? {};
  if (byPolicy !== undefined) return byPolicy === 0 ? [raw('hardening.rdpDeniedByPolicy', 0)] : [];
  if (!isUnset(machine, 'hardening', 'rdpDeniedByPolicy')) return undefined;
  if (bySwitch !== undefined) return bySwitch === 0 ? [raw('hardening.rdpDenied', 0)] : [];
  return isUnset(machine, 'hardening', 'rdpDenied') ? [] : undefined;
}

/**
 * Root by password, or anybody without one (sshd_config(5)). What is not set has OpenSSH's default: passwords yes, empty ones
 * no, root by key alone. A machine without sshd has no such settings.
 */
export const sshWeak: Rule = (machine) => {
  if (absence(machine, 'exposure', 'sshPermitsRootLogin') === 'unsupported') return notApplicable;
  const root = sshSetting(machine, 'sshPermitsRootLogin', 'prohibit-password');
  const passwords = sshSetting(machine, 'sshPermitsPasswords', true);
  const empty = sshSetting(machine, 'sshPermitsEmptyPasswords', false);
  if (empty?.value === true) return found([empty.evidence], { severity: 'high' });
  const isRootOpen = root === null ? null : String(root.value).trim().toLowerCase() === 'yes';
  if (isRootOpen === false || passwords?.value === false) return empty === null ? unknown : clear;
  if (root === null || passwords === null) return unknown;
  return found([root.evidence, passwords.evidence]);
};

/** A setting as it holds, with what it rests on; null where it could not be read. */
function sshSetting<T extends string | boolean>(
  machine: MachineForJudgement,
  name: 'sshPermitsRootLogin' | 'sshPermitsPasswords' | 'sshPermitsEmptyPasswords',
  byDefault: T,
): { readonly value: string | boolean; readonly evidence: Evidence } | null {
  const value = machine.facts.exposure?.[name];
  if (value !== undefined) return { value, evidence: raw(`exposure.${name}`, value) };
  if (!isUnset(machine, 'exposure', name)) return null;
  return { value: byDefault, evidence: raw(`exposure.${name}`, `not set: ${byDefault}`) };
}
