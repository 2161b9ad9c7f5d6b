import { describe, expect, it } from 'vitest';
import { shippedSupportTable } from '../../shared/data/end-of-support.ts';
import { supportOf } from '../../shared/domain/end-of-support.ts';
import type { SystemIdentity } from '../../shared/domain/support-table.ts';

const table = shippedSupportTable();
const noon = (day: string) => Date.parse(`${day}T05:00:00Z`);
const on = (day: string, system: SystemIdentity) => supportOf(system, table, noon(day));
const windows = (osBuild: string, osEdition?: string, more: SystemIdentity = {}): SystemIdentity => ({
  platform: 'windows',
  osBuild,
  osEdition,
  installationType: 'Client',
  ...more,
});
const server = (osBuild: string, osEdition = 'ServerStandard'): SystemIdentity => ({
  platform: 'windows',
  osBuild,
  osEdition,
  installationType: 'Server',
});
const linux = (osId: string, osVersion: string, osName?: string): SystemIdentity => ({
  platform: 'linux',
  osId,
  osVersion,
  osName,
});

describe('the last day', () => {
  const pro = windows('26100', 'Professional');

  it('is supported through its local end, and over with the next local day', () => {
    const at = (time: string) => supportOf(pro, table, Date.parse(time)).state;
    expect(at('2026-10-13T16:59:59Z')).toBe('ending');
    expect(at('2026-10-13T17:00:00Z')).toBe('ended');
  });

  it('is ending for 180 days before, not for 181', () => {
    expect(on('2026-04-15', pro).state).toBe('supported');
    expect(on('2026-04-16', pro).state).toBe('ending');
  });
});

describe('Windows', () => {
  const today = '2026-11-22';
  it.each([
    ['Home of 24H2', windows('26100', 'Core'), '2026-10-13', 'ended'],
    ['Education of 24H2', windows('26100', 'Education'), '2027-10-12', 'supported'],
    [
      'ProfessionalEducation of 24H2 is no Education',
      windows('26100', 'ProfessionalEducation'),
      '2026-10-13',
      'ended',
    ],
    ['LTSC of 24H2', windows('26100', 'EnterpriseS'), '2029-10-09', 'supported'],
    ['IoT LTSC of 24H2', windows('26100', 'IoTEnterpriseS'), '2034-10-10', 'supported'],
    ['Server 2025 on the same build', server('26100'), '2034-11-14', 'supported'],
    ['Enterprise of 23H2', windows('22631', 'Enterprise'), '2026-11-10', 'ended'],
    ['10 22H2 without ESU', windows('19045', 'Professional', { osRevision: 6456 }), '2025-10-14', 'ended'],
    [
      '10 22H2 with an update for ESU alone',
      windows('19045', 'Professional', { osRevision: 6937 }),
      '2028-10-10',
      'supported',
    ],
    ['IoT Enterprise LTSC 2021', windows('19044', 'IoTEnterpriseS'), '2032-01-13', 'supported'],
    ['Enterprise LTSC 2021', windows('19044', 'EnterpriseS'), '2027-01-12', 'ending'],
    ['Enterprise LTSC 2019', windows('17763', 'EnterpriseSN'), '2029-01-09', 'supported'],
    ['IoT LTSC 2019 is the LTSC of its build', windows('17763', 'IoTEnterpriseS'), '2029-01-09', 'supported'],
    ['10 1809 Pro', windows('17763', 'Professional'), '2020-11-10', 'ended'],
    ['Server 2019 on the same build', server('17763'), '2029-01-09', 'supported'],
    ['Server 1809 of the semi-annual channel', server('17763', 'ServerStandardACor'), '2020-11-10', 'ended'],
    ['Server 2016', server('14393'), '2027-01-12', 'ending'],
    ['10 1607 LTSB', windows('14393', 'EnterpriseS'), '2026-10-13', 'ended'],
    ['Server 2022', server('20348'), '2031-10-14', 'supported'],
    ['Server 2012 R2', server('9600'), '2023-10-10', 'ended'],
    ['Windows 8.1 on the same build', windows('9600', 'Core'), '2023-01-10', 'ended'],
    ['Windows 7 SP1', windows('7601', 'Ultimate'), '2020-01-14', 'ended'],
    ['Windows 7 without service pack', windows('7600', 'Professional'), '2013-04-09', 'ended'],
    ['Enterprise for many sessions is a client', windows('26100', 'ServerRdsh'), '2027-10-12', 'supported'],
    ['a build with its revision', windows('10.0.19045', 'Professional'), '2025-10-14', 'ended'],
  ] as const)('%s', (_name, system, supportEnds, state) => {
    expect(on(today, system)).toMatchObject({ supportEnds, state });
  });

  it.each([
    ['an unheard-of build', windows('99999', 'Professional')],
    ['no build', { platform: 'windows' as const }],
    [
      'a shared build without what tells client from server',
      { platform: 'windows' as const, osBuild: '14393' },
    ],
    ['a build whose editions end on different days', windows('26100')],
    ['LTSC of a build that has none', windows('22631', 'EnterpriseS')],
    ['hostile text', windows('19045; DROP', 'x'.repeat(10_000))],
  ])('knows nothing of %s', (_name, system) => {
    expect(on(today, system)).toMatchObject({ supportEnds: null, channel: null, state: 'unknown' });
  });

  it('needs no edition where every edition ends on one day', () => {
    expect(on(today, { platform: 'windows', osBuild: '19045' }).supportEnds).toBe('2025-10-14');
  });

  it('believes a licence for the years that it names', () => {
    const esu = (status: number, name?: string) =>
      on(today, windows('19045', 'Professional', { licences: [{ application: 'esu', status, name }] }));
    expect(esu(1)).toMatchObject({ supportEnds: '2028-10-10', channel: 'extended', state: 'supported' });
    expect(esu(1, 'Windows(R), Client-ESU-Year1 add-on')).toMatchObject({
      supportEnds: '2026-10-13',
      state: 'ended',
    });
    expect(esu(1, 'Windows(R), Client-ESU-Year2 add-on')).toMatchObject({
      supportEnds: '2027-10-12',
      state: 'supported',
    });
    expect(esu(5)).toMatchObject({ supportEnds: '2025-10-14', channel: 'standard', state: 'ended' });
  });
});

describe('Linux and macOS', () => {
  const today = '2026-11-22';
  it.each([
    ['Ubuntu 20.04: ESM is not assumed', linux('ubuntu', '20.04'), '2025-05-31', 'standard', 'ended'],
    ['Ubuntu 22.04', linux('ubuntu', '22.04'), '2027-04-01', 'standard', 'ending'],
    [
      'Ubuntu 24.04 by its long version',
      linux('ubuntu', '24.04.4 LTS (Noble Numbat)'),
      '2029-05-31',
      'standard',
      'supported',
    ],
    ['Debian 11: also its LTS is over', linux('debian', '11'), '2026-08-31', 'long-term', 'ended'],
    ['Debian 12 lives on LTS', linux('debian', '12'), '2028-06-30', 'long-term', 'supported'],
    ['Debian 13', linux('debian', '13'), '2028-08-09', 'standard', 'supported'],
    ['CentOS 7', linux('centos', '7', 'CentOS Linux 7 (Core)'), '2024-06-30', 'standard', 'ended'],
    ['CentOS Linux 8', linux('centos', '8', 'CentOS Linux 8'), '2021-12-31', 'standard', 'ended'],
    ['CentOS Stream 8', linux('centos', '8', 'CentOS Stream 8'), '2024-05-31', 'standard', 'ended'],
    ['CentOS Stream 9', linux('centos', '9', 'CentOS Stream 9'), '2027-05-31', 'standard', 'supported'],
    ['AlmaLinux 8', linux('almalinux', '8.10'), '2029-05-31', 'standard', 'supported'],
    ['Rocky Linux 9', linux('rocky', '9.4'), '2032-05-31', 'standard', 'supported'],
    ['macOS 11', { platform: 'darwin' as const, osVersion: '11.7.10' }, '2026-02-02', 'standard', 'ended'],
    ['macOS 13', { platform: 'darwin' as const, osVersion: '13.6' }, '2025-09-15', 'standard', 'ended'],
    ['macOS 10.15', { platform: 'darwin' as const, osVersion: '10.15.7' }, '2026-02-02', 'standard', 'ended'],
    [
      'macOS 15: no day is named',
      { platform: 'darwin' as const, osVersion: '15.1' },
      null,
      'standard',
      'supported',
    ],
  ] as const)('%s', (_name, system, supportEnds, channel, state) => {
    expect(on(today, system)).toMatchObject({ supportEnds, channel, state });
  });

  it.each([
    ['testing without VERSION_ID', { platform: 'linux' as const, osId: 'debian' }],
    ['another system', linux('gentoo', '2')],
    ['a name of every object', linux('constructor', '1')],
    ['a version that merely begins alike', linux('debian', '110')],
  ])('knows nothing of %s', (_name, system) => {
    expect(on(today, system).state).toBe('unknown');
  });
});
