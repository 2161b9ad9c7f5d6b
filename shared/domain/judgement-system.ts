import { type SupportState, supportOf } from './end-of-support.ts';
import {
  clear,
  found,
  isUnset,
  type MachineForJudgement,
  missing,
  notApplicable,
  onWindows,
  type Rule,
  raw,
  unknown,
} from './judgement-rule.ts';
import { isOwnKeyServer } from './key-server.ts';

const dayMs = 86_400_000;

/** Support that is over, or that ends soon. Judged today: a system ages while its machine is switched off. */
function support(state: SupportState): Rule {
  return (machine, frame) => {
    const system = machine.facts.system ?? {};
    const verdict = supportOf(system, frame.tables.support, frame.nowMs, frame.utcOffsetMinutes);
    if (verdict.state === 'unknown') return unknown;
    if (verdict.state !== state) return clear;
    return found([
      raw('system.osName', `${verdict.name}: ${verdict.supportEnds ?? ''}`),
      ...(['osBuild', 'osVersion', 'osEdition', 'installationType'] as const).flatMap((fact) =>
        system[fact] === undefined ? [] : [raw(`system.${fact}`, system[fact])],
      ),
    ]);
  };
}

export const osUnsupported = support('ended');
export const osSupportEnding = support('ending');

/** LicenseStatus 1 is licensed (Microsoft Learn, SoftwareLicensingProduct). */
const licensed = 1;

export const osNotActivated: Rule = onWindows((machine) => {
  const rows = windowsLicences(machine);
  if (rows.length === 0) return unknown;
  if (rows.some(({ status }) => status === licensed)) return clear;
  const [first, ...others] = rows.map(({ status }) => raw('system.licences[].status', status));
  return first === undefined ? unknown : found([first, ...others]);
});

/** Activated by a server that is not the institution's own: a public name or address, or the machine itself. */
export const osForeignActivation: Rule = onWindows((machine, frame) => {
  const rows = machine.facts.system?.licences;
  if (rows === undefined) return unknown;
  const foreign = rows.flatMap(({ kmsHost }) =>
    kmsHost === undefined || isOwnKeyServer(kmsHost, frame.tables.keyServers)
      ? []
      : [raw('system.licences[].kmsHost', kmsHost)],
  );
  const [first, ...others] = foreign;
  return first === undefined ? clear : found([first, ...others]);
});

function windowsLicences(machine: MachineForJudgement) {
  return (machine.facts.system?.licences ?? []).filter(({ application }) => application === 'windows');
}

/** Start value of a service that is disabled. */
const disabled = 4;

export const updatesOff: Rule = (machine) => {
  const { noAutoUpdate, serviceStart, isAutomatic } = machine.facts.updates ?? {};
  if (noAutoUpdate === 1) return found([raw('updates.noAutoUpdate', noAutoUpdate)]);
  if (serviceStart === disabled) return found([raw('updates.serviceStart', serviceStart)]);
  if (machine.facts.system?.platform === 'windows') {
    const isPolicyKnown = noAutoUpdate !== undefined || isUnset(machine, 'updates', 'noAutoUpdate');
    return isPolicyKnown && serviceStart !== undefined ? clear : unknown;
  }
  if (isAutomatic === undefined) return unknown;
  return isAutomatic ? clear : found([raw('updates.isAutomatic', false)]);
};

/** Measured until the machine was last heard: one that is switched off installs nothing and misses nothing. */
export const updatesStale: Rule = (machine, frame) => {
  const installedAt = machine.facts.updates?.lastInstalledAt;
  const asOfMs = machine.heardAt ?? frame.nowMs;
  if (installedAt === undefined || installedAt > asOfMs + dayMs) return unknown;
  const days = Math.floor((asOfMs - installedAt) / dayMs);
  if (days <= frame.tables.thresholds.updatesStaleDays) return clear;
  return found([raw('updates.lastInstalledAt', new Date(installedAt).toISOString().slice(0, 10))], {
    causes: ['frozen-disk'],
  });
};

/** Found from the first day on; the table's `graceDays` says when it becomes a finding. */
export const restartPending: Rule = (machine) => {
  const isPending = machine.facts.updates?.isRebootPending;
  if (isPending === undefined) return unknown;
  return isPending ? found([raw('updates.isRebootPending', true)], { causes: ['frozen-disk'] }) : clear;
};

export const querySlow: Rule = onWindows((machine) => {
  const isSlow = machine.facts.system?.isQuerySlow;
  if (isSlow === undefined) return unknown;
  return isSlow ? found([raw('system.isQuerySlow', true)]) : clear;
});

/** A legacy BIOS has no key for it, and can have none. */
export const secureBootOff: Rule = (machine) => {
  const enabled = machine.facts.hardening?.secureBootEnabled;
  if (enabled !== undefined) return enabled === 0 ? found([raw('hardening.secureBootEnabled', 0)]) : clear;
  if (isUnset(machine, 'hardening', 'secureBootEnabled')) return notApplicable;
  return missing(machine, 'hardening', 'secureBootEnabled');
};

/** Certificates of 2011 ran out in 2026; only where Secure Boot is on do they matter. */
export const secureBootOldCertificates: Rule = onWindows((machine) => {
  const { secureBootEnabled: enabled, secureBootCertificates: certificates } = machine.facts.hardening ?? {};
  if (enabled === 0 || isUnset(machine, 'hardening', 'secureBootEnabled')) return notApplicable;
  if (enabled === undefined || certificates === undefined) return unknown;
  const isUpdated = certificates.trim().toLowerCase() === 'updated';
  return isUpdated ? clear : found([raw('hardening.secureBootCertificates', certificates)]);
});
