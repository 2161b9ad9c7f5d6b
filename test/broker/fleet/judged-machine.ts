import type { Reading } from '../../../shared/contract/readings.ts';
import type { Section } from '../../../shared/domain/reading.ts';
import { hashOf } from './fleet-rig.ts';

const gib = 2 ** 30;

/** A reading of any section, with the hash of its content as agents make it. */
export function readingOf(section: Section, facts: object, absent?: object): Reading {
  const content = { section, facts, ...(absent === undefined ? {} : { absent }) };
  return { ...content, hash: hashOf(content) } as unknown as Reading;
}

/** Defender as Security Center reports it: on and current, on and outdated, off. */
export const defender = { on: 397568, outdated: 397584, off: 393472 } as const;

export type Machine = {
  readonly hostname?: string;
  readonly freeGib?: number;
  readonly firewall?: boolean | 'denied';
  readonly uacEnabled?: number;
  readonly antivirus?: number;
  readonly antivirusName?: string;
  readonly signatureAt?: number;
  readonly isRebootPending?: boolean;
  readonly packages?: readonly string[];
};

const safeSettings = {
  ...{ lmCompatibilityLevel: 3, blankPasswordUseLimited: 1, wdigestLogonCredential: 0 },
  ...{ smbOneServer: 0, smbOneClientStart: 4, rdpDenied: 1, rdpNetworkAuthentication: 1 },
  ...{ secureBootEnabled: 1, autorunDriveTypes: 255, autorunDisabled: 1, lockAfterSeconds: 600 },
};

/** Readings of a Windows lab machine on which nothing is wrong unless it is said so. */
export function machineReadings(machine: Machine = {}): Reading[] {
  const { hostname = 'LAB-01', freeGib = 50, firewall = true, uacEnabled = 1 } = machine;
  const { antivirus = defender.on, antivirusName = 'Windows Defender', signatureAt } = machine;
  return [
    readingOf('system', {
      platform: 'windows',
      hostname,
      osName: 'Windows 11 Education',
      osEdition: 'Education',
      osBuild: '26100',
      isQuerySlow: false,
      licences: [{ application: 'windows', status: 1 }],
    }),
    readingOf('hardware', {
      vendor: 'Dell Inc.',
      model: 'OptiPlex 3070',
      memoryBytes: 8 * gib,
      chassisType: 3,
      hypervisor: 'none',
      cpu: { model: 'Intel(R) Core(TM) i3-10100 CPU @ 3.60GHz', cores: 4, threads: 8 },
    }),
    readingOf('usage', { systemFreeBytes: freeGib * gib }),
    firewall === 'denied'
      ? readingOf('firewall', {}, { sources: 'denied' })
      : readingOf('firewall', {
          sources: [{ name: 'domain', isEnabled: firewall }],
          isServiceRunning: true,
        }),
    readingOf('hardening', { ...safeSettings, uacEnabled }),
    readingOf('updates', {
      isRebootPending: machine.isRebootPending ?? false,
      serviceStart: 3,
      noAutoUpdate: 0,
    }),
    readingOf('antivirus', {
      products: [
        {
          name: antivirusName,
          productState: antivirus,
          ...(signatureAt === undefined ? {} : { signatureAt }),
        },
      ],
      hasSecurityCenter: true,
    }),
    readingOf('accounts', {
      ...{ administrators: 1, withoutPassword: 0, isGuestEnabled: false },
      ...{ hasAutoLogon: false, storesAutoLogonPassword: false },
    }),
    readingOf('exposure', { listeners: [], autoStartServices: [] }),
    readingOf('storage', { disks: [], arrays: [] }),
    readingOf('software', { packages: (machine.packages ?? []).map((name) => ({ name })) }),
  ];
}
