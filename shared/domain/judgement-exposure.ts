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

/** Root by password, or anybody without one (sshd_config(5)). A machine without sshd has no such settings. */
export const sshWeak: Rule = (machine) => {
  const {
    sshPermitsRootLogin: root,
    sshPermitsPasswords,
    sshPermitsEmptyPasswords: empty,
  } = machine.facts.exposure ?? {};
  if (empty === true) return found([raw('exposure.sshPermitsEmptyPasswords', true)], { severity: 'high' });
  if (root === undefined) {
    const reason = absence(machine, 'exposure', 'sshPermitsRootLogin');
    return reason === 'no-data' || reason === 'unsupported' ? notApplicable : unknown;
  }
  if (root.trim().toLowerCase() !== 'yes' || sshPermitsPasswords === false) {
    return empty === undefined ? unknown : clear;
  }
  if (sshPermitsPasswords === undefined) return unknown;
  return found([
    raw('exposure.sshPermitsRootLogin', root),
    raw('exposure.sshPermitsPasswords', sshPermitsPasswords),
  ]);
};
