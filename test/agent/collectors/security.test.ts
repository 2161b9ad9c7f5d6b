import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Collector } from '../../../agent/collector.ts';
import { parsePasswd } from '../../../agent/collectors/accounts.linux.ts';
import { accounts } from '../../../agent/collectors/accounts.ts';
import { parseClamAvHeader } from '../../../agent/collectors/antivirus.linux.ts';
import { antivirus } from '../../../agent/collectors/antivirus.ts';
import { exposure } from '../../../agent/collectors/exposure.ts';
import { dropsInput } from '../../../agent/collectors/firewall.linux.ts';
import { firewall } from '../../../agent/collectors/firewall.ts';
import { mergeListeners, parseSockets } from '../../../agent/collectors/sockets.linux.ts';
import { matches, settingsOf } from '../../../agent/collectors/sshd-config.linux.ts';
import { parseUnattendedUpgrade, parseUpdatesAvailable } from '../../../agent/collectors/updates.linux.ts';
import { updates } from '../../../agent/collectors/updates.ts';
import { sshdLines } from '../../../agent/parse/sshd-lines.ts';
import type { Section } from '../../../shared/domain/reading.ts';
import { openRecordedHost, type RecordedMachine } from '../../support/recorded-host.ts';
import { requireFixtures } from '../../support/tools.ts';
import { contextOf } from './samples/context.ts';

async function run<S extends Section>(collector: Collector<S>, machine: RecordedMachine) {
  const host = await openRecordedHost(machine);
  try {
    return await collector.collect(contextOf(host));
  } finally {
    await host.close();
  }
}

test('no product where this agent knows to look is an empty list', async () => {
  expect(await run(antivirus, { files: {} })).toMatchObject({ outcome: 'ok', facts: { products: [] } });
});

test('where processes are hidden, nobody says that a product does not run', async () => {
  const files = {
    '/usr/sbin/clamd': '',
    '/proc/512/comm': 'node\n',
    '/opt/kaspersky/kesl/bin/kesl-control': '',
  };
  expect(await run(antivirus, { files })).toMatchObject({
    outcome: 'ok',
    facts: { products: [{ name: 'ClamAV' }, { name: 'Kaspersky Endpoint Security' }] },
  });
});

test('a signature header that is damaged, or dated beyond time, gives what is left', () => {
  expect(parseClamAvHeader('ClamAV-VDB:x:27')).toEqual({ signatureVersion: '27' });
  expect(parseClamAvHeader('ClamAV-VDB:x:27:1:90:m:d:b:99999999999999')).toEqual({ signatureVersion: '27' });
  expect(parseClamAvHeader('MZ\x90')).toBeUndefined();
});

test('firewalls: off only where a file proves it', async () => {
  const files = {
    '/etc/ufw/ufw.conf': 'ENABLED=no\n',
    '/usr/sbin/firewalld': '',
    '/proc/1/comm': 'systemd\n',
    '/etc/nftables.conf': 'chain input { type filter hook input priority 0; }\n',
    '/proc/net/ip_tables_names': 'filter\nnat\n',
  };
  const expected = [
    { name: 'ufw', isEnabled: false },
    { name: 'firewalld', isEnabled: false },
    { name: 'nftables' },
    { name: 'iptables' },
  ];
  expect(await run(firewall, { files })).toMatchObject({ outcome: 'ok', facts: { sources: expected } });
  expect(await run(firewall, { files: {} })).toEqual({ outcome: 'no-data' });
  expect(await run(firewall, { files, denied: ['/etc/ufw/ufw.conf'] })).toMatchObject({
    facts: { sources: [{ name: 'ufw' }, ...expected.slice(1)] },
  });
});

test('nftables is on when it is loaded at boot and drops what nothing lets in', async () => {
  const links = {
    '/etc/systemd/system/sysinit.target.wants/nftables.service': '/lib/systemd/system/nftables.service',
  };
  const files = { '/etc/nftables.conf': 'type filter hook input priority filter; policy drop;\n' };
  expect(await run(firewall, { files, links })).toMatchObject({
    facts: { sources: [{ name: 'nftables', isEnabled: true }] },
  });
  expect(dropsInput('# hook input policy drop\ntype filter hook input priority 0;\n')).toBe(false);
  expect(dropsInput('chain input { type filter hook input priority filter; policy drop; }')).toBe(true);
});

test('a pending restart is proven by its flag; without a notifier its absence proves nothing', async () => {
  expect(await run(updates, { files: { '/run/reboot-required': '' } })).toMatchObject({
    facts: { isRebootPending: true },
  });
  expect(await run(updates, { files: {} })).toEqual({ outcome: 'no-data' });
});

test('automatic updates: the last setting counts, and the program must be there', async () => {
  const on = { '/etc/apt/apt.conf.d/20auto-upgrades': 'APT::Periodic::Unattended-Upgrade "1";\n' };
  expect(await run(updates, { files: on })).toMatchObject({ facts: { isAutomatic: false } });
  const program = { '/usr/bin/unattended-upgrade': '' };
  expect(await run(updates, { files: { ...on, ...program } })).toMatchObject({
    facts: { isAutomatic: true },
  });
  const units = '/etc/systemd/system';
  const timers: readonly Readonly<Record<string, string>>[] = [
    { [`${units}/timers.target.wants/apt-daily-upgrade.timer`]: '/x' },
    { [`${units}/timers.target.wants/logrotate.timer`]: '/x' },
    { [`${units}/apt-daily-upgrade.timer`]: '/dev/null' },
  ];
  for (const [index, links] of timers.entries()) {
    expect(await run(updates, { files: { ...on, ...program }, links })).toMatchObject({
      facts: { isAutomatic: index === 0 },
    });
  }
  const off = { '/etc/apt/apt.conf.d/99lab': 'APT { Periodic { Unattended-Upgrade "0"; }; };\n' };
  expect(await run(updates, { files: { ...on, ...program, ...off } })).toMatchObject({
    facts: { isAutomatic: false },
  });
  expect(parseUnattendedUpgrade('APT::Periodic::Update-Package-Lists "1";')).toBeUndefined();
  const timer = { '/etc/systemd/system/timers.target.wants/dnf-automatic.timer': '/usr/lib/x' };
  expect(await run(updates, { files: {}, folders: ['/etc/dnf'], links: timer })).toMatchObject({
    facts: { isAutomatic: true },
  });
  expect(await run(updates, { files: { '/var/lib/rpm/Packages': '' }, folders: ['/etc/dnf'] })).toMatchObject(
    {
      absent: { isAutomatic: 'no-data' },
    },
  );
});

test('pending updates in a language that is not known are no number', () => {
  expect(parseUpdatesAvailable('1 update can be applied immediately.\n')).toEqual({ all: 1 });
  expect(
    parseUpdatesAvailable(
      '3 updates can be installed immediately.\n0 of these updates are security updates.\n',
    ),
  ).toEqual({ all: 3, security: 0 });
  expect(parseUpdatesAvailable('12 bản cập nhật có thể được áp dụng ngay.\n')).toBeUndefined();
});

test('password hashes that may not be read are unknown, not zero', async () => {
  const files = {
    '/etc/passwd': 'root::0:0::/root:\nsvc:x:9:9::/:/bin/false\n',
    '/etc/group': 'wheel:x:10:\n',
  };
  const denied = ['/etc/shadow'];
  expect(await run(accounts, { files, denied })).toMatchObject({
    outcome: 'ok',
    facts: { total: 2, interactive: 1, administrators: 1 },
    absent: { withoutPassword: 'denied' },
  });
  expect(parsePasswd('# nothing\n')).toBeUndefined();
});

test('listeners: IPv4 mapped into IPv6, one entry for a port, clients of the kernel’s own range left out', () => {
  const row = (local: string, state: string): string => `0: ${local} 0:0 ${state} x\n`;
  const tcp =
    row('0000000000000000FFFF00000100007F:1F90', '0A') + row('0100007F:1F90', '0A') + row('BAD:0016', '0A');
  const udp = row('00000000:0000', '07') + row('00000000:8000', '07') + row('0100007F:0035', '07');
  const sockets = [...parseSockets(tcp, 'tcp'), ...parseSockets(udp, 'udp')];
  expect(mergeListeners(sockets, { first: 32_768, last: 60_999 })).toEqual([
    { protocol: 'tcp', port: 8080, isLoopbackOnly: true },
    { protocol: 'udp', port: 53, isLoopbackOnly: true },
  ]);
  expect(mergeListeners(sockets, undefined).map(({ port }) => port)).toEqual([8080, 53, 32_768]);
});

test('without socket tables the listeners are unknown', async () => {
  expect(await run(exposure, { files: { '/etc/ssh/sshd_config': 'PermitRootLogin no\n' } })).toMatchObject({
    outcome: 'ok',
    facts: { sshPermitsRootLogin: 'no' },
    absent: { listeners: 'no-data', sshPermitsPasswords: 'no-data', sshPorts: 'no-data' },
  });
});

test('sshd: the first value counts, keywords in any case, quotes and equals signs, nothing after Match', () => {
  const text =
    'permitrootlogin = "no"\nPermitRootLogin yes\n  PASSWORDAUTHENTICATION no # keys\nMatch User x\nPasswordAuthentication yes\n';
  expect(settingsOf(sshdLines(text).lines)).toEqual({ permitsRootLogin: 'no', permitsPasswords: false });
  expect(settingsOf([])).toEqual({});
  const { lines: ports } = sshdLines(
    'Port 22\nPort 2222\nListenAddress [::1]:8022\nListenAddress fe80::1\nListenAddress 0.0.0.0:22\nPort 99999\n',
  );
  expect(settingsOf(ports)).toEqual({ ports: [22, 2222, 8022] });
});

test('the settings of a recorded sshd_config', async (context) => {
  const text = await readFile(join(requireFixtures(context), 'linux-text/generic.sshd_config'), 'utf8');
  const { lines } = sshdLines(text);
  expect(lines.filter(({ keyword }) => keyword === 'include').map(({ value }) => value)).toEqual([
    'foo/bar foo/baz',
    'foo/buz',
  ]);
  // What stands behind `Match all` holds for everyone again.
  expect(settingsOf(lines)).toEqual({ ports: [22], permitsPasswords: true });
});

test.each([
  ['50-cloud.conf', '*.conf', true],
  ['50-cloud.conf.bak', '*.conf', false],
  ['.hidden.conf', '*.conf', false],
  ['a-b-c', 'a*b*c', true],
  ['ab', 'ab*b', false],
  ['exact', 'exact', true],
])('%s against %s', (name, pattern, isMatch) => {
  expect(matches(name, pattern)).toBe(isMatch);
});
