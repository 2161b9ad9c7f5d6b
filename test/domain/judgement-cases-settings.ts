import type { MachineFindingCode } from '../../shared/domain/finding.ts';
import { type Case, denied, linux, listener, unset, windows } from './judgement-machines.ts';

const unsetSsh = {
  sshPermitsRootLogin: 'no-data',
  sshPermitsPasswords: 'no-data',
  sshPermitsEmptyPasswords: 'no-data',
} as const;

/** Settings, open doors, accounts: for each code found, clear, unknown, and not applicable where there is such a case. */
export const settingCases = {
  'secure-boot-off': [
    ['found', windows({ hardening: { secureBootEnabled: 0 } })],
    ['clear', windows({ hardening: { secureBootEnabled: 1 } })],
    ['unknown', windows({}, { absent: denied('secureBootEnabled') })],
    ['not-applicable', windows({}, { absent: unset('secureBootEnabled') })],
    ['not-applicable', linux({}, { absent: { hardening: { secureBootEnabled: 'unsupported' } } })],
    ['found', linux({ hardening: { secureBootEnabled: 0 } })],
  ],
  'secure-boot-old-certificates': [
    ['found', windows({ hardening: { secureBootEnabled: 1, secureBootCertificates: 'NotStarted' } })],
    ['found', windows({ hardening: { secureBootEnabled: 1, secureBootCertificates: 'InProgress' } })],
    ['clear', windows({ hardening: { secureBootEnabled: 1, secureBootCertificates: 'Updated' } })],
    ['unknown', windows({ hardening: { secureBootEnabled: 1 } })],
    ['not-applicable', windows({ hardening: { secureBootEnabled: 0 } })],
  ],
  'uac-off': [
    ['found', windows({ hardening: { uacEnabled: 0 } })],
    ['clear', windows({ hardening: { uacEnabled: 1 } })],
    ['clear', windows({}, { absent: unset('uacEnabled') })],
    ['unknown', windows({}, { absent: denied('uacEnabled') })],
    ['unknown', windows({})],
    ['not-applicable', linux({ hardening: { uacEnabled: 0 } })],
  ],
  'credentials-exposed': [
    ['found', windows({ hardening: { wdigestLogonCredential: 1 } })],
    ['found', windows({ hardening: { blankPasswordUseLimited: 0 } })],
    ['found', windows({ hardening: { lmCompatibilityLevel: 2 } })],
    [
      'clear',
      windows(
        {},
        { absent: unset('wdigestLogonCredential', 'blankPasswordUseLimited', 'lmCompatibilityLevel') },
      ),
    ],
    [
      'unknown',
      windows(
        { system: { osBuild: '7601' } },
        { absent: unset('wdigestLogonCredential', 'blankPasswordUseLimited', 'lmCompatibilityLevel') },
      ),
    ],
    ['unknown', windows({})],
    ['not-applicable', linux({})],
  ],
  'smb-one': [
    ['found', windows({ hardening: { smbOneServer: 1 } })],
    ['found', windows({ hardening: { smbOneServer: 0, smbOneClientStart: 3 } })],
    [
      'found',
      windows({ system: { osBuild: '7601' } }, { absent: unset('smbOneServer', 'smbOneClientStart') }),
    ],
    ['clear', windows({}, { absent: unset('smbOneServer', 'smbOneClientStart') })],
    ['clear', windows({ hardening: { smbOneServer: 0, smbOneClientStart: 4 } })],
    ['unknown', windows({ hardening: { smbOneServer: 0 } }, { absent: denied('smbOneClientStart') })],
    ['unknown', windows({})],
    ['not-applicable', linux({})],
  ],
  'remote-desktop-open': [
    ['found', windows({ hardening: { rdpDenied: 0 } }, { absent: unset('rdpDeniedByPolicy') })],
    ['found', windows({ hardening: { rdpDeniedByPolicy: 0, rdpDenied: 1 } })],
    ['clear', windows({ hardening: { rdpDeniedByPolicy: 1, rdpDenied: 0 } })],
    ['clear', windows({}, { absent: unset('rdpDeniedByPolicy', 'rdpDenied') })],
    ['unknown', windows({ hardening: { rdpDenied: 0 } }, { absent: denied('rdpDeniedByPolicy') })],
    ['unknown', windows({})],
    ['not-applicable', windows({ hardening: { rdpDeniedByPolicy: 0 } }, { role: 'server' })],
    ['not-applicable', linux({})],
  ],
  'remote-desktop-without-login-check': [
    [
      'found',
      windows({ hardening: { rdpDeniedByPolicy: 0, rdpNetworkAuthentication: 0 } }, { role: 'server' }),
    ],
    ['clear', windows({ hardening: { rdpDeniedByPolicy: 0, rdpNetworkAuthentication: 1 } })],
    ['clear', windows({ hardening: { rdpDeniedByPolicy: 1 } })],
    ['unknown', windows({ hardening: { rdpDeniedByPolicy: 0 } })],
    ['unknown', windows({})],
    ['not-applicable', linux({})],
  ],
  'remote-control-tool': [
    ['found', { facts: { software: { packages: [{ name: 'UltraViewer version 6.6' }] } } }],
    ['found', { facts: { exposure: { autoStartServices: ['TeamViewer'] } } }],
    ['found', { facts: { exposure: { autoStartServices: ['rustdesk.service'] } } }],
    [
      'clear',
      {
        facts: {
          software: { packages: [{ name: 'LibreOffice' }] },
          exposure: { autoStartServices: ['Spooler'] },
        },
      },
    ],
    ['unknown', { facts: { software: { packages: [] } } }],
    ['unknown', {}],
  ],
  'risky-port': [
    ['found', { facts: listener(23) }],
    ['found', linux(listener(3389))],
    [
      'found',
      {
        facts: {
          ...listener(445),
          network: {
            interfaces: [{ name: 'eth0', addresses: [{ family: 'ipv4', address: '203.162.4.190' }] }],
          },
        },
      },
    ],
    ['clear', { facts: listener(445) }],
    ['clear', { facts: listener(23, true) }],
    ['clear', windows(listener(3389))],
    [
      'clear',
      {
        facts: {
          ...listener(445),
          network: { interfaces: [{ name: 'eth0', addresses: [{ family: 'ipv4', address: '100.64.1.2' }] }] },
        },
      },
    ],
    ['unknown', {}],
  ],
  'ssh-weak': [
    ['found', { facts: { exposure: { sshPermitsEmptyPasswords: true } } }],
    ['found', { facts: { exposure: { sshPermitsRootLogin: 'yes', sshPermitsPasswords: true } } }],
    [
      'clear',
      {
        facts: {
          exposure: {
            sshPermitsRootLogin: 'without-password',
            sshPermitsPasswords: true,
            sshPermitsEmptyPasswords: false,
          },
        },
      },
    ],
    [
      'clear',
      {
        facts: {
          exposure: {
            sshPermitsRootLogin: 'yes',
            sshPermitsPasswords: false,
            sshPermitsEmptyPasswords: false,
          },
        },
      },
    ],
    ['unknown', { facts: { exposure: { sshPermitsRootLogin: 'yes' } } }],
    ['unknown', {}],
    // A line that is not there leaves OpenSSH's default: the most common weak server says only this one.
    [
      'found',
      {
        facts: { exposure: { sshPermitsRootLogin: 'yes' } },
        absent: { exposure: { sshPermitsPasswords: 'no-data', sshPermitsEmptyPasswords: 'no-data' } },
      },
    ],
    ['clear', { absent: { exposure: unsetSsh } }],
    [
      'unknown',
      { absent: { exposure: { ...unsetSsh, sshPermitsRootLogin: 'denied', sshPermitsPasswords: 'denied' } } },
    ],
    ['not-applicable', { absent: { exposure: { sshPermitsRootLogin: 'unsupported' } } }],
  ],
  'guest-enabled': [
    ['found', { facts: { accounts: { isGuestEnabled: true } } }],
    ['clear', { facts: { accounts: { isGuestEnabled: false } } }],
    ['unknown', {}],
    ['not-applicable', linux({}, { absent: { accounts: { isGuestEnabled: 'unsupported' } } })],
    ['unknown', windows({}, { absent: { accounts: { isGuestEnabled: 'unsupported' } } })],
  ],
  'auto-logon': [
    ['found', windows({ accounts: { hasAutoLogon: true } })],
    ['clear', windows({ accounts: { hasAutoLogon: false } })],
    ['unknown', windows({})],
    ['found', linux({ accounts: { hasAutoLogon: true } })],
    ['not-applicable', linux({}, { absent: { accounts: { hasAutoLogon: 'unsupported' } } })],
  ],
  'account-without-password': [
    ['found', linux({ accounts: { withoutPassword: 1 } })],
    ['unknown', windows({ accounts: { withoutPassword: 1 } })],
    ['clear', windows({ accounts: { withoutPassword: 0 } })],
    ['clear', { facts: { accounts: { withoutPassword: 0 } } }],
    ['unknown', {}],
  ],
  'many-administrators': [
    ['found', { facts: { accounts: { administrators: 3 } } }],
    ['clear', { facts: { accounts: { administrators: 2 } } }],
    ['unknown', {}],
  ],
  'autorun-on': [
    ['found', windows({}, { absent: unset('autorunDisabled', 'autorunDriveTypes') })],
    ['found', windows({ hardening: { autorunDisabled: 0, autorunDriveTypes: 0x91 } })],
    ['clear', windows({ hardening: { autorunDriveTypes: 0xff } })],
    ['clear', windows({ hardening: { autorunDisabled: 1 } })],
    ['unknown', windows({}, { absent: denied('autorunDisabled', 'autorunDriveTypes') })],
    ['not-applicable', linux({})],
  ],
  'screen-lock-off': [
    ['found', windows({ hardening: { lockAfterSeconds: 0 } }, { role: 'teacher' })],
    ['found', windows({ hardening: { lockAfterSeconds: 901 } }, { role: 'office' })],
    ['clear', windows({ hardening: { lockAfterSeconds: 900 } }, { role: 'department' })],
    ['unknown', windows({}, { role: 'teacher', absent: unset('lockAfterSeconds') })],
    ['unknown', windows({}, { role: 'unknown' })],
    ['not-applicable', windows({ hardening: { lockAfterSeconds: 0 } })],
    ['not-applicable', linux({}, { role: 'teacher' })],
  ],
} satisfies Partial<Record<MachineFindingCode, readonly Case[]>>;
