import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accounts } from '../../../agent/collectors/accounts.ts';
import { antivirus } from '../../../agent/collectors/antivirus.ts';
import {
  parseBduitool,
  parseCytool,
  parseEset,
  parseKesl,
  parseMdatpHealth,
  parseSentinelctl,
} from '../../../agent/collectors/antivirus-answers.ts';
import { exposure } from '../../../agent/collectors/exposure.ts';
import { firewall } from '../../../agent/collectors/firewall.ts';
import { parseNftRuleSet } from '../../../agent/collectors/nft-ruleset.linux.ts';
import { updates } from '../../../agent/collectors/updates.ts';
import { factSchemas } from '../../../shared/contract/readings.ts';
import { err } from '../../../shared/domain/result.ts';
import { openRecordedHost } from '../../support/recorded-host.ts';
import { requireFixtures } from '../../support/tools.ts';
import { contextOf, runCollector } from './samples/context.ts';

const nft = '/usr/sbin/nft -j list ruleset';
const inputChain = (policy: string): object => ({
  chain: { family: 'inet', table: 'filter', name: 'input', type: 'filter', hook: 'input', prio: 0, policy },
});
const inputRule = (...statements: object[]): object => ({
  rule: {
    family: 'inet',
    table: 'filter',
    chain: 'input',
    handle: 4,
    expr: [{ counter: null }, ...statements],
  },
});
const ruleSetOf = (...entries: object[]): string =>
  JSON.stringify({ nftables: [{ metainfo: {} }, ...entries] });

test.each([
  ['drops by policy', [inputChain('drop')], 'closed'],
  ['ends with a rejection', [inputChain('accept'), inputRule({ reject: null })], 'closed'],
  ['shuts a few out', [inputChain('accept'), inputRule({ match: {} }, { drop: null })], 'unclear'],
  [
    'jumps to where some are shut out',
    [inputChain('accept'), inputRule({ jump: { target: 'x' } })],
    'unclear',
  ],
  ['lets all in', [inputChain('accept'), inputRule({ match: {} }, { accept: null })], 'open'],
  ['has an empty chain', [inputChain('accept')], 'open'],
  ['has nothing', [], 'open'],
])('a rule set that %s', (_what, entries, input) => {
  expect(parseNftRuleSet(ruleSetOf(...entries))).toMatchObject({ input });
});

test.each(['[]', '{}', 'table inet filter {', ''])('%j is no rule set', (text) => {
  expect(parseNftRuleSet(text)).toBeUndefined();
});

test('the kernel is asked only where no file proves that something filters, and what it refuses proves nothing', async () => {
  const files = { '/usr/sbin/nft': '', '/etc/nftables.conf': '' };
  const asked = await runCollector(firewall, {
    files,
    exits: { [nft]: { exitCode: 0, stdout: ruleSetOf(inputChain('drop')) } },
  });
  expect(asked.result).toMatchObject({
    facts: { sources: [{ name: 'nftables', isEnabled: true, ruleCount: 0 }] },
  });
  const refused = await runCollector(firewall, { files, exits: { [nft]: { exitCode: 1, stdout: '' } } });
  expect(refused.result).toMatchObject({ facts: { sources: [{ name: 'nftables' }] } });
  const proven = await runCollector(firewall, { files: { ...files, '/etc/ufw/ufw.conf': 'ENABLED=yes\n' } });
  expect(proven.started).toEqual([]);
});

test('vendor products on Linux and macOS, by their own recorded words', async (context) => {
  const read = (name: string): Promise<string> => readFile(join(requireFixtures(context), name), 'utf8');
  const linux = 'linux-antivirus';
  expect(parseMdatpHealth(await read(`${linux}/defender-101.23062.0010.json`))).toEqual({
    version: '101.23062.0010',
    signatureVersion: '1.395.30.0',
    signatureAt: 1_691_587_153_787,
    isOnAccessRunning: false,
    licenceEndsAt: 1_712_756_068_000,
  });
  expect(parseMdatpHealth(await read('macos-antivirus/defender-101.98.30.json'))).toMatchObject({
    version: '101.98.30',
    signatureVersion: '1.389.10.0',
    signatureAt: 1_683_092_938_089,
  });
  expect(parseMdatpHealth(await read(`${linux}/not-expected-output.json`))).toBeUndefined();
  expect(parseBduitool(await read(`${linux}/bduitool-7.0.3.2239`))).toEqual({
    version: '7.0.3.2239',
    signatureVersion: '7.95171',
    signatureAt: Date.parse('2023-08-24T09:44:37Z'),
    isOnAccessRunning: true,
  });
  expect(parseSentinelctl(await read(`${linux}/sentinelone-30.1.1.10`))).toEqual({
    version: '30.1.1.10',
    signatureVersion: '30.5.6.5',
    isOnAccessRunning: true,
  });
  const cortex = await read(`${linux}/cortex-xdr-8.2.1.120305-info`);
  expect(parseCytool(cortex + (await read(`${linux}/cortex-xdr-8.2.1.120305-info-query`)))).toEqual({
    version: '8.2.1.120305',
    signatureVersion: '1270-120305',
  });
  const mac = await read('macos-antivirus/cortex-xdr-8.2.1.47908-info');
  expect(parseCytool(mac + (await read('macos-antivirus/cortex-xdr-8.2.1.47908-runtime-query')))).toEqual({
    version: '8.2.1.47908',
    isServiceRunning: true,
  });
});

test('Kaspersky and ESET by what their programs print', () => {
  const kesl =
    'Name:      Kaspersky Endpoint Security for Linux\nVersion:   11.4.0.1096\nLast release date of databases: 2026-11-20 03:12:00\n';
  expect(parseKesl(kesl)).toMatchObject({ version: '11.4.0.1096' });
  expect(parseKesl(kesl)?.signatureAt).toBeGreaterThan(Date.parse('2026-11-18T00:00:00Z'));
  const eset = 'ESET Endpoint Antivirus (eea) 10.1.1.0\nEM002 28123 (20261120) Detection engine\n';
  expect(parseEset(eset)).toEqual({
    version: '10.1.1.0',
    signatureVersion: '28123',
    signatureAt: Date.parse('2026-11-20T00:00:00Z'),
  });
  expect(parseKesl('Tên: Kaspersky\n')).toBeUndefined();
  expect(parseEset('command not found\n')).toBeUndefined();
});

test('a product that does not answer is still reported, and is asked once', async () => {
  const program = '/opt/sentinelone/bin/sentinelctl';
  const { result, started } = await runCollector(antivirus, { files: { [program]: '' } });
  expect(result).toMatchObject({ facts: { products: [{ name: 'SentinelOne' }] } });
  expect(started).toEqual([program]);
});

test('services that start by themselves, without whom an instance belongs to', async () => {
  const wants = '/etc/systemd/system/multi-user.target.wants';
  const links = {
    [`${wants}/syncthing@thaytin.service`]: '/x',
    [`${wants}/anydesk.service`]: '/x',
    [`${wants}/remote-fs.target`]: '/x',
    '/etc/rc3.d/S02veyon': '../init.d/veyon',
    '/etc/rc3.d/K01off': '../init.d/off',
  };
  const { result } = await runCollector(exposure, { files: {}, links });
  expect(result).toMatchObject({
    facts: { autoStartServices: ['anydesk', 'syncthing@', 'veyon'] },
    absent: { sshPermitsRootLogin: 'unsupported', sshPorts: 'unsupported' },
  });
});

test.each([
  ['/etc/gdm3/custom.conf', '[daemon]\n#AutomaticLoginEnable=true\n', false],
  ['/etc/gdm/custom.conf', '[daemon]\nAutomaticLoginEnable = true\n', true],
  ['/etc/lightdm/lightdm.conf.d/50-lab.conf', '[Seat:*]\nautologin-user=hocsinh\n', true],
  ['/etc/lightdm/lightdm.conf', '[Seat:*]\nautologin-user=\n', false],
  ['/etc/sddm.conf', '[Autologin]\nUser=lab\n', true],
  ['/etc/hosts', '', undefined],
])('a login screen set by %s', async (path, text, expected) => {
  const { result } = await runCollector(accounts, { files: { [path]: text, '/etc/passwd': 'a:x:1:1:::\n' } });
  expect(result.outcome === 'ok' ? result.facts.hasAutoLogon : null).toBe(expected);
});

test('no pending restart is proven where whoever installs kernels would say so', async () => {
  const files = { '/etc/kernel/postinst.d/unattended-upgrades': '' };
  expect((await runCollector(updates, { files })).result).toMatchObject({
    facts: { isRebootPending: false },
  });
});

test('whatever a product prints, only what the contract allows comes out', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'Product version: ',
      'Agent version: ',
      'Version: ',
      'Cortex XDR (R) tool ',
      '(eea) 1.',
      'EM002 1 (20269999)',
    ),
    fc.constantFrom(
      'Last security content update: ',
      '2023-13-45 at 99:99:99 GMT+99',
      '\n',
      '  - Antimalware status: On\n',
      '\0',
    ),
    fc.constantFrom('{"appVersion":"1","definitionsUpdated":"', '99999999999999999', '"}', '9'.repeat(5_000)),
    fc.string({ unit: 'binary', maxLength: 40 }),
  );
  const parsers = [parseBduitool, parseCytool, parseEset, parseKesl, parseMdatpHealth, parseSentinelctl];
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const products = parsers.map((parse) => ({ name: 'x', ...parse(pieces.join('')) }));
      expect(factSchemas.antivirus.safeParse({ products }).error).toBeUndefined();
      const rules = parseNftRuleSet(pieces.join(''));
      expect(rules === undefined || rules.ruleCount >= 0).toBe(true);
    }),
  );
});

test('a folder that may not be looked into could hold an antivirus: none found there is unknown', async () => {
  const host = await openRecordedHost({ files: {} });
  try {
    const closed = { ...host, stat: () => Promise.resolve(err('denied' as const)) };
    expect(await antivirus.collect(contextOf(closed))).toEqual({ outcome: 'denied' });
    expect(await antivirus.collect(contextOf(host))).toMatchObject({ facts: { products: [] } });
  } finally {
    await host.close();
  }
});
