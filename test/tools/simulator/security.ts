import type { Facts } from '../../../shared/contract/readings.ts';
import type { Role } from '../../../shared/domain/device.ts';
import { parameters } from './parameters.ts';
import type { Draw } from './random.ts';

export type SystemKey = 'win11' | 'win10' | 'win7' | 'linux';

const dayMs = 86_400_000;

/** Raw security facts of one synthetic machine, such as its agent would read them. Each share is a guess. */
export function securityFacts(
  draw: Draw,
  { system, role, nowMs }: { readonly system: SystemKey; readonly role: Role; readonly nowMs: number },
): Partial<Facts> {
  const share = parameters.security;
  const isLinux = system === 'linux';
  return {
    updates: {
      isRebootPending: draw.chance(share.restartPending),
      isAutomatic: !draw.chance(share.updatesOff),
      lastInstalledAt: nowMs - Math.round(draw.lognormal(share.medianDaysSinceUpdate, 0.9) * dayMs),
      ...(isLinux ? {} : { noAutoUpdate: draw.chance(share.updatesOff) ? 1 : 0, serviceStart: 3 }),
    },
    accounts: {
      total: 4,
      interactive: 2,
      administrators: draw.chance(share.manyAdministrators) ? 4 : 1,
      ...(isLinux ? {} : { isGuestEnabled: draw.chance(share.guestEnabled) }),
      ...(isLinux ? {} : { hasAutoLogon: role === 'student' && draw.chance(share.autoLogon) }),
    },
    exposure: {
      listeners: [
        { protocol: 'tcp', port: isLinux ? 22 : 445, isLoopbackOnly: false },
        ...(draw.chance(share.remoteTool)
          ? [{ protocol: 'tcp' as const, port: 5900, isLoopbackOnly: false }]
          : []),
      ],
      autoStartServices: isLinux ? ['ssh'] : ['wuauserv', 'WinDefend', 'mpssvc'],
    },
    ...(isLinux ? {} : { hardening: hardeningOf(draw, system) }),
    diskHealth: { disks: [diskOf(draw)] },
  };
}

function hardeningOf(draw: Draw, system: SystemKey): Facts['hardening'] {
  const share = parameters.security;
  const isModern = system === 'win11';
  return {
    uacEnabled: draw.chance(share.uacOff) ? 0 : 1,
    rdpDenied: draw.chance(share.remoteDesktop) ? 0 : 1,
    rdpNetworkAuthentication: draw.chance(0.9) ? 1 : 0,
    secureBootEnabled: isModern ? 1 : 0,
    hasTpm: isModern,
    ...(isModern ? { tpmSpecVersion: '2.0, 0, 1.38', isTpmEnabled: true } : {}),
    ...(system === 'win7' || draw.chance(share.smbOne) ? { smbOneClientStart: 3 } : { smbOneServer: 0 }),
  };
}

function diskOf(draw: Draw): NonNullable<Facts['diskHealth']['disks']>[number] {
  const isFailing = draw.chance(parameters.security.diskFailing);
  return {
    device: 'disk0',
    source: 'storage-counter',
    healthStatus: isFailing ? 2 : 0,
    powerOnHours: draw.integer(200, 20_000),
    ...(isFailing ? { pending: draw.integer(8, 200), reallocated: draw.integer(20, 900) } : {}),
  };
}
