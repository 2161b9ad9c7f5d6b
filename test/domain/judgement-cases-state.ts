import type { MachineFindingCode } from '../../shared/domain/finding.ts';
import {
  type Case,
  daysAgo,
  disk,
  gigabyte,
  laptop,
  licence,
  linux,
  product,
  profiles,
  windows,
} from './judgement-machines.ts';

/** Antivirus, system, disks: for each code found, clear, unknown, and not applicable where there is such a case. */
export const stateCases = {
  'antivirus-off': [
    ['found', { facts: product(0x060100) }],
    ['clear', { facts: product(0x061100) }],
    ['unknown', {}],
    ['unknown', { facts: product(0x065000) }],
    ['not-applicable', { facts: product(0x061110) }],
  ],
  'antivirus-expired': [
    ['found', { facts: product(0x063000) }],
    ['found', { facts: product(0x041000, { licenceDaysLeft: 0 }) }],
    ['clear', { facts: product(0x041000) }],
    ['unknown', {}],
    ['not-applicable', { facts: product(0x060100) }],
  ],
  'antivirus-snoozed': [
    ['found', { facts: product(0x042000) }],
    ['clear', { facts: product(0x041000) }],
    ['unknown', {}],
    ['not-applicable', { facts: product(0x060100) }],
  ],
  'antivirus-outdated': [
    ['found', { facts: product(0x061110) }],
    ['found', { facts: product(0x061100, { signatureAt: daysAgo(10) }) }],
    ['clear', { facts: product(0x061100, { signatureAt: daysAgo(10) }), heardAt: daysAgo(5) }],
    ['clear', { facts: product(0x061100) }],
    ['unknown', {}],
    ['not-applicable', { facts: product(0x060100) }],
  ],
  'antivirus-tamper-open': [
    ['found', windows({ antivirus: { products: [], defender: { isTamperProtected: false } } })],
    ['clear', windows({ antivirus: { products: [], defender: { isTamperProtected: true } } })],
    ['unknown', windows({ antivirus: { products: [] } })],
    ['not-applicable', windows(product(0x041000))],
    ['not-applicable', linux({})],
  ],
  'antivirus-licence-ending': [
    ['found', { facts: product(0x041000, { licenceDaysLeft: 30 }) }],
    ['found', { facts: product(0x041000, { licenceEndsAt: daysAgo(-12) }) }],
    ['clear', { facts: product(0x041000, { licenceDaysLeft: 31 }) }],
    ['clear', { facts: product(0x041000, { licenceDaysLeft: 0 }) }],
    ['unknown', {}],
    ['not-applicable', { facts: product(0x061100) }],
  ],
  'os-unsupported': [
    ['found', windows({})],
    ['clear', windows({ system: { osBuild: '26200' } })],
    ['unknown', {}],
    ['unknown', windows({ system: { osBuild: '99999' } })],
  ],
  'os-support-ending': [
    ['found', { facts: { system: { platform: 'linux', osId: 'ubuntu', osVersion: '22.04' } } }],
    ['clear', windows({ system: { osBuild: '26200' } })],
    ['unknown', {}],
  ],
  'os-not-activated': [
    ['found', windows(licence(5))],
    ['clear', windows(licence(1))],
    ['unknown', windows({ system: { licences: [] } })],
    ['unknown', {}],
    ['not-applicable', linux({})],
  ],
  'os-foreign-activation': [
    ['found', windows(licence(1, 'kms8.msguides.com'))],
    ['found', windows(licence(1, '127.0.0.2'))],
    ['found', windows(licence(1, '203.162.4.190:1688'))],
    ['clear', windows(licence(1, 'kms.quangngai.edu.vn'))],
    ['clear', windows(licence(1, 'KMS-SO'))],
    ['clear', windows(licence(1, '10.1.2.3'))],
    ['clear', windows(licence(1))],
    ['unknown', windows({})],
    ['not-applicable', linux({})],
  ],
  'updates-off': [
    ['found', windows({ updates: { noAutoUpdate: 1 } })],
    ['found', windows({ updates: { serviceStart: 4 } })],
    ['found', linux({ updates: { isAutomatic: false } })],
    ['clear', windows({ updates: { noAutoUpdate: 0, serviceStart: 3 } })],
    [
      'clear',
      windows({ updates: { serviceStart: 3 } }, { absent: { updates: { noAutoUpdate: 'no-data' } } }),
    ],
    ['clear', linux({ updates: { isAutomatic: true } })],
    ['unknown', windows({ updates: { serviceStart: 3 } })],
    ['unknown', {}],
  ],
  'updates-stale': [
    ['found', { facts: { updates: { lastInstalledAt: daysAgo(61) } } }],
    ['clear', { facts: { updates: { lastInstalledAt: daysAgo(60) } } }],
    ['clear', { facts: { updates: { lastInstalledAt: daysAgo(100) } }, heardAt: daysAgo(90) }],
    ['unknown', { facts: { updates: { lastInstalledAt: daysAgo(-2) } } }],
    ['unknown', {}],
  ],
  'restart-pending': [
    ['found', { facts: { updates: { isRebootPending: true } } }],
    ['clear', { facts: { updates: { isRebootPending: false } } }],
    ['unknown', {}],
  ],
  'firewall-off': [
    ['unknown', windows({ firewall: { serviceStart: 4 } })],
    ['found', windows({ firewall: { serviceStart: 4, sources: [] } })],
    ['found', windows(profiles(true, false, true))],
    ['found', windows({ firewall: { ...profiles(true).firewall, isServiceRunning: false } })],
    [
      'found',
      windows({ firewall: { sources: [{ name: 'public', isEnabled: true, isEnabledByPolicy: false }] } }),
    ],
    ['found', linux(profiles(false, false))],
    ['clear', windows(profiles(true, true, true))],
    [
      'clear',
      windows({
        firewall: {
          sources: [...profiles(false).firewall.sources, { name: 'ESET', productState: 0x041000 }],
        },
      }),
    ],
    ['clear', linux(profiles(false, true))],
    ['unknown', windows(profiles(true, undefined))],
    ['unknown', linux(profiles(false, undefined))],
    ['unknown', windows({ firewall: { sources: [] } })],
    ['unknown', {}],
  ],
  'disk-failing': [
    ['found', { facts: disk({ device: 'sda', isSelfTestPassed: false }, { device: 'sdb' }) }],
    ['clear', { facts: disk({ device: 'sda', isSelfTestPassed: true, reallocated: 1 }) }],
    ['unknown', { facts: disk({ device: 'sda', isSelfTestPassed: true }, { device: 'sdb' }) }],
    ['unknown', { facts: disk() }],
    ['unknown', {}],
    ['not-applicable', { facts: { ...disk(), hardware: { hypervisor: 'kvm' } } }],
    ['not-applicable', { facts: { hardware: { hypervisor: 'vmware' } } }],
  ],
  'disk-worn': [
    ['found', { facts: disk({ device: 'sda', percentUsed: 95 }) }],
    ['clear', { facts: disk({ device: 'sda', percentUsed: 5 }) }],
    ['unknown', { facts: disk({ device: 'sda', temperatureC: 30 }) }],
  ],
  'array-degraded': [
    [
      'found',
      { facts: { storage: { arrays: [{ name: 'md0', kind: 'md', members: 2, activeMembers: 1 }] } } },
    ],
    ['found', { facts: { storage: { arrays: [{ name: 'tank', kind: 'zfs', state: 'DEGRADED' }] } } }],
    [
      'clear',
      {
        facts: {
          storage: { arrays: [{ name: 'md0', kind: 'md', state: 'clean', members: 2, activeMembers: 2 }] },
        },
      },
    ],
    ['clear', { facts: { storage: { arrays: [{ name: 'tank', kind: 'zfs', state: 'ONLINE' }] } } }],
    ['unknown', { facts: { storage: { arrays: [{ name: 'vg', kind: 'lvm' }] } } }],
    [
      'unknown',
      { facts: { storage: { arrays: [{ name: 'md1', kind: 'md', state: 'inactive', members: 2 }] } } },
    ],
    ['unknown', {}],
    ['not-applicable', { facts: { storage: { arrays: [] } } }],
    ['not-applicable', { absent: { storage: { arrays: 'unsupported' } } }],
  ],
  'disk-full': [
    ['found', { facts: { usage: { systemFreeBytes: 10 * gigabyte - 1 } } }],
    ['clear', { facts: { usage: { systemFreeBytes: 10 * gigabyte } } }],
    ['unknown', {}],
  ],
  'memory-low': [
    ['found', { facts: { hardware: { memoryBytes: 2 * gigabyte } } }],
    ['clear', { facts: { hardware: { memoryBytes: 3.5 * gigabyte } } }],
    ['unknown', {}],
  ],
  'battery-worn': [
    ['found', { facts: { hardware: { batteries: [{ designWh: 50, fullWh: 24 }] } } }],
    ['clear', { facts: { hardware: { batteries: [{ designWh: 50, fullWh: 25 }] } } }],
    ['unknown', { facts: { hardware: { batteries: [{ designWh: 50 }] } } }],
    ['unknown', {}],
    ['not-applicable', { facts: { hardware: { batteries: [] } } }],
    ['not-applicable', { chassis: 'desktop' }],
  ],
  'frozen-disk': [
    ['found', { conditions: ['frozen'] }],
    ['clear', {}],
  ],
  'clock-wrong': [
    ['found', { conditions: ['clock-wrong'] }],
    ['clear', { conditions: ['frozen'] }],
  ],
  'copied-key': [
    ['found', { conditions: ['clone'] }],
    ['found', { conditions: ['shared-key'] }],
    ['clear', {}],
  ],
  'weak-identity': [
    ['found', { conditions: ['weak-identity'] }],
    ['clear', {}],
  ],
  'query-slow': [
    ['found', windows({ system: { isQuerySlow: true } })],
    ['clear', windows({ system: { isQuerySlow: false } })],
    ['unknown', windows({})],
    ['not-applicable', linux({})],
  ],
  'encryption-off': [
    ['found', { facts: { hardware: { model: 'MacBookAir10,1' }, hardening: { isFileVaultOn: false } } }],
    ['unknown', { facts: { hardware: { model: 'MacBookAir10,1' } } }],
    ['found', laptop({ storage: { volumes: [{ mount: 'C:', isSystem: true, protectionStatus: 0 }] } })],
    ['found', laptop({ storage: { volumes: [{ mount: '/', isSystem: true, isEncrypted: false }] } })],
    ['found', laptop({ hardening: { isFileVaultOn: false } })],
    [
      'clear',
      laptop({
        storage: {
          volumes: [
            { mount: 'C:', isSystem: true, protectionStatus: 1 },
            { mount: 'D:', protectionStatus: 0 },
          ],
        },
      }),
    ],
    ['clear', laptop({ hardening: { isFileVaultOn: true } })],
    ['unknown', laptop({ storage: { volumes: [{ mount: 'C:', isSystem: true, protectionStatus: 2 }] } })],
    ['unknown', laptop({})],
    ['unknown', {}],
    [
      'not-applicable',
      {
        chassis: 'desktop',
        facts: { storage: { volumes: [{ mount: 'C:', isSystem: true, protectionStatus: 0 }] } },
      },
    ],
  ],
} satisfies Partial<Record<MachineFindingCode, readonly Case[]>>;
