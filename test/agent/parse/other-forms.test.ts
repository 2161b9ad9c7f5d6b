import { describe, expect, test } from 'vitest';
import { parseBatteryReport } from '../../../agent/parse/battery-report.ts';
import { parseDmidecode } from '../../../agent/parse/dmidecode.ts';
import { parseEdid } from '../../../agent/parse/edid.ts';
import { parseLspci } from '../../../agent/parse/lspci.ts';
import { parseMpStatus } from '../../../agent/parse/mp-status.ts';
import { parseOsRelease } from '../../../agent/parse/os-release.ts';
import { parseRegExport } from '../../../agent/parse/reg-export.ts';
import { parseSmartctl } from '../../../agent/parse/smartctl.ts';
import { parseSshd } from '../../../agent/parse/sshd.ts';
import { parseUfw } from '../../../agent/parse/ufw.ts';
import { parseUpower } from '../../../agent/parse/upower.ts';
import { parseWmiList } from '../../../agent/parse/wmi-list.ts';

/** What was read; undefined where nothing was. */
function readOf<T>(parsed: { readonly ok: boolean; readonly value?: T }): T | undefined {
  return parsed.value;
}

describe('dmidecode', () => {
  test('without handles, a structure that is not read lends nothing to the one before it', () => {
    const text =
      'System Information\n\tManufacturer: LENOVO\n\nCache Information\n\tSerial Number: C4CHE77\n';
    expect(readOf(parseDmidecode(text))?.system).toEqual({ manufacturer: 'LENOVO' });
  });

  test('a size beyond exact numbers is none, and so is one of nothing', () => {
    const text = 'Memory Device\n\tSize: 999999999 TB\n\tLocator: A1\n';
    expect(readOf(parseDmidecode(text))?.memory).toEqual([{ slot: 'A1' }]);
  });
});

describe('os-release', () => {
  test.each(['1', '397568'])('a bare number such as %s is no version of Debian', (text) => {
    expect(parseOsRelease(text)).toEqual({ ok: false, error: 'unrecognised' });
  });

  test('keys without values are no distribution; an ID beside a version is one', () => {
    expect(parseOsRelease('NAME=""\nID=\n')).toEqual({ ok: false, error: 'unrecognised' });
    expect(readOf(parseOsRelease('ID=ubuntu\nVERSION_ID="22.04"\n'))).toMatchObject({ cycle: '22.04' });
    expect(parseOsRelease('ID=disk\n')).toEqual({ ok: false, error: 'unrecognised' });
  });

  test.each(['1970-99-99', '2025-02-30', 'soon'])('an end of support on %s is none', (day) => {
    expect(readOf(parseOsRelease(`NAME=X\nID=x\nSUPPORT_END=${day}\n`))).toEqual({ id: 'x', name: 'X' });
  });
});

test('mp-status: either number that stands for none does so for every age', () => {
  const text = 'AMServiceEnabled : True\nAntivirusSignatureAge : 4294967295\nQuickScanAge : 65535\n';
  expect(readOf(parseMpStatus(text))).toEqual([
    { isServiceEnabled: true, hasSignatures: false, hasQuickScan: false },
  ]);
});

describe('smartctl', () => {
  const row = (id: number, name: string, value: number, raw: number, string: string) => ({
    id,
    name,
    value,
    raw: { value: raw, string },
  });
  const factsOf = (json: object) => readOf(parseSmartctl(JSON.stringify({ smartctl: {}, ...json })))?.facts;
  const table = [
    row(5, 'Reallocated_Sector_Ct', 100, 196_608, '0/3'),
    row(9, 'Power_On_Hours', 86, 187_269_441_306_681, '12345h+17m+06.442s'),
    row(194, 'Temperature_Celsius', 35, 85_899_345_955, '35 (0 20 0 0 0)'),
    row(230, 'Media_Wearout_Indicator', 1, 188_979_609_712, '0x002c0014002c'),
  ];

  test('packed values are read by their first part; a wear that counts either way is not told', () => {
    expect(factsOf({ rotation_rate: 0, ata_smart_attributes: { table } })).toEqual({
      reallocated: 0,
      powerOnHours: 12_345,
      temperatureC: 35,
    });
  });

  test('a packed number of hours that nothing splits is none', () => {
    const bare = [{ id: 9, name: 'Power_On_Hours', value: 86, raw: { value: 187_269_441_306_681 } }];
    expect(factsOf({ ata_smart_attributes: { table: bare } })).toEqual({});
  });

  test('lines of sudo before the JSON', () => {
    const text = '[sudo] mật khẩu cho an:\n{"smartctl":{"exit_status":0},"model_name":"X"}\n';
    expect(readOf(parseSmartctl(text))?.facts).toEqual({ model: 'X', exitStatus: 0 });
  });

  test('hours with minutes behind them, in text', () => {
    const text =
      'smartctl 7.2\n  9 Power_On_Hours          0x0032   086   086   000    Old_age   Always       -       12345h+17m+06.442s\n';
    expect(readOf(parseSmartctl(text))?.facts).toEqual({ powerOnHours: 12_345 });
  });

  test.each([
    [{ user_capacity: { blocks: 0, bytes: 0 } }, undefined],
    [{ nvme_total_capacity: 0, nvme_namespaces: [{ id: 1, size: { bytes: 512 } }] }, 512],
  ])('size of %j', (json, sizeBytes) => {
    const parsed = parseSmartctl(JSON.stringify({ smartctl: {}, ...json }));
    expect(readOf(parsed)?.sizeBytes).toBe(sizeBytes);
  });
});

test('upower: what stands for an empty bay or an unknown charge is no number', () => {
  const text = (present: string) =>
    `  native-path:  BAT1\n  battery\n    present:   ${present}\n    energy-full:   0 Wh\n    percentage:   0%\n`;
  expect(readOf(parseUpower(text('no')))?.devices).toEqual([
    { nativePath: 'BAT1', kind: 'battery', isPresent: false },
  ]);
  expect(readOf(parseUpower(text('yes')))?.devices).toEqual([
    { nativePath: 'BAT1', kind: 'battery', isPresent: true, chargePercent: 0 },
  ]);
});

describe('ufw and sshd', () => {
  test('what stands in brackets behind a rule is not where it is from', () => {
    const text =
      'Status: active\n\n25             DENY OUT    Anywhere                   (out)\n2001:db8::1 53 ALLOW IN    Anywhere     (log)\n';
    expect(readOf(parseUfw(text))).toMatchObject({
      rules: [
        { to: '25', from: 'Anywhere', isV6: false },
        { to: '2001:db8::1 53', from: 'Anywhere', isV6: true },
      ],
    });
  });

  test('a list of applications has names alone', () => {
    expect(parseUfw('Available applications:\n  OpenSSH\n  Apache Full\n')).toEqual({
      ok: true,
      value: {
        applications: [
          { profile: 'OpenSSH', ports: [] },
          { profile: 'Apache Full', ports: [] },
        ],
      },
    });
  });

  test('what a client is set to is nothing of a server', () => {
    expect(parseSshd('Host *\n  Port 2222\n  PasswordAuthentication no\n')).toEqual({
      ok: false,
      error: 'unrecognised',
    });
  });

  test('a file of Match blocks alone says nothing of everyone', () => {
    expect(parseSshd('Match User x\n  PermitRootLogin yes\n')).toEqual({
      ok: true,
      value: { hasMatchBlocks: true },
    });
  });
});

test('lspci -vmm: every module of a device', () => {
  const text = 'Slot:\t00:02.0\nModule:\ti915\nModule:\txe\n';
  expect(readOf(parseLspci(text))).toEqual([{ slot: '00:02.0', modules: ['i915', 'xe'] }]);
});

describe('reg-export', () => {
  test('a key that is taken away has no values, nor lends them to the one before it', () => {
    const text = 'Windows Registry Editor Version 5.00\n\n[HKCU\\A]\n"a"=-\n\n[-HKCU\\B]\n"b"="1"\n';
    expect(readOf(parseRegExport(text))).toEqual({ keys: [{ path: 'HKCU\\A', values: {} }] });
  });

  test('hex texts of REGEDIT4 are in the code page of Vietnam', () => {
    const text = 'REGEDIT4\r\n\r\n[HKCU\\A]\r\n"m"=hex(7):61,00,62,f0,00,00\r\n';
    expect(readOf(parseRegExport(text))?.keys[0]?.values).toEqual({
      m: { type: 'REG_MULTI_SZ', data: ['a', 'bđ'] },
    });
  });
});

test.each([
  '<BatteryReport xmlns="http://schemas.microsoft.com/battery/2012"><Batteries><Battery xmlns=""><Id>P</Id><CycleCount>7</CycleCount></Battery></Batteries></BatteryReport>',
  '<b:BatteryReport xmlns:b="x"><b:Batteries><b:Battery><b:Id>P</b:Id><b:CycleCount>7</b:CycleCount></b:Battery></b:Batteries></b:BatteryReport>',
])('powercfg-battery: whatever the name space, %s', (xml) => {
  expect(parseBatteryReport(xml)).toEqual({ ok: true, value: { batteries: [{ id: 'P', cycles: 7 }] } });
});

describe('wmi-list', () => {
  test.each([
    `Desired=Unknown\n${'ii  package  1.0\n'.repeat(20)}`,
    'NAME="Ubuntu"\nVERSION_ID="22.04"\nID=ubuntu\n',
  ])('%j is none', (text) => {
    expect(parseWmiList(text)).toEqual({ ok: false, error: 'unrecognised' });
  });

  test('one property in capitals is one of WMI', () => {
    expect(parseWmiList('\r\r\nUUID=4C4C4544\r\r\n')).toEqual({ ok: true, value: [{ UUID: '4C4C4544' }] });
  });
});

describe('edid as text', () => {
  const block = Buffer.alloc(128);
  block.set([0, 255, 255, 255, 255, 255, 255, 0, 0x10, 0xac]);
  const hex = block.toString('hex');
  const pairs = hex.match(/../g) ?? [];

  test.each([
    ['base64', `${block.toString('base64')}\n`],
    ['base64 in lines', block.toString('base64').replace(/.{60}/g, '$&\n')],
    ['regedit', `"EDID"=hex:${pairs.slice(0, 20).join(',')},\\\r\n  ${pairs.slice(20).join(',')}\r\n`],
    ['reg query', `    EDID    REG_BINARY    ${hex.toUpperCase()}\r\n`],
    ['a list', pairs.map((pair) => `0x${pair}`).join(', ')],
    ['colons', pairs.join(':')],
    [
      'od -A x',
      [0, 1, 2, 3, 4, 5, 6, 7]
        .map((at) => `0000${at}0 ${pairs.slice(at * 16, at * 16 + 16).join(' ')}`)
        .join('\n'),
    ],
  ])('%s', (_, text) => {
    expect(readOf(parseEdid(Buffer.from(text)))).toMatchObject({ vendor: 'DEL' });
  });

  test('inside a text of another kind it is not looked for', () => {
    const text = `Windows Registry Editor Version 5.00\n\n[HKLM\\A]\n"EDID"=hex:${pairs.join(',')}\n`;
    expect(parseEdid(Buffer.from(text))).toEqual({ ok: false, error: 'unrecognised' });
  });
});
