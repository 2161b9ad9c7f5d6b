import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseBatteryReport } from '../../../agent/parse/battery-report.ts';
import { cimMoment } from '../../../agent/parse/cim-moment.ts';
import { parseMpStatus } from '../../../agent/parse/mp-status.ts';
import { parseProductStates } from '../../../agent/parse/product-state.ts';
import { parseRegExport } from '../../../agent/parse/reg-export.ts';
import { parseWmiList } from '../../../agent/parse/wmi-list.ts';
import { requireFixtures } from '../../support/tools.ts';

const unrecognised = { ok: false, error: 'unrecognised' };

describe('product-state', () => {
  const av = 'antivirus';
  const update = 'antivirus+autoupdate';
  // productStateSeen of windows-antivirus/observations.json, decoded by the table of its samples.
  test.each([
    [262144, av, 'off', 'current', 'other'],
    [262160, av, 'off', 'outdated', 'other'],
    [266240, av, 'on', 'current', 'other'],
    [266256, av, 'on', 'outdated', 'other'],
    [270336, av, 'snoozed', 'current', 'other'],
    [274432, av, 'expired', 'current', 'other'],
    [327680, 'antivirus+firewall', 'off', 'current', 'other'],
    [327696, 'antivirus+firewall', 'off', 'outdated', 'other'],
    [331776, 'antivirus+firewall', 'on', 'current', 'other'],
    [344064, 'antivirus+firewall', 'unknown', 'current', 'other'],
    [393216, update, 'off', 'current', 'other'],
    [393232, update, 'off', 'outdated', 'other'],
    [393472, update, 'off', 'current', 'microsoft'],
    [393488, update, 'off', 'outdated', 'microsoft'],
    [397312, update, 'on', 'current', 'other'],
    [397328, update, 'on', 'outdated', 'other'],
    [397568, update, 'on', 'current', 'microsoft'],
    [397584, update, 'on', 'outdated', 'microsoft'],
    [458752, 'antivirus+firewall+autoupdate', 'off', 'current', 'other'],
    [462848, 'antivirus+firewall+autoupdate', 'on', 'current', 'other'],
    [266272, av, 'on', 'unknown', 'other'],
    [0, 'unknown', 'unknown', 'unknown', 'other'],
    [4294967295, 'unknown', 'unknown', 'unknown', 'other'],
  ])('%i', (value, provider, state, signatures, owner) => {
    expect(parseProductStates(`${value}\n`)).toEqual({
      ok: true,
      value: [{ provider, state, signatures, owner }],
    });
  });

  test('hex, labels, several lines, and rows that name their product', () => {
    const [on] = [{ provider: update, state: 'on', signatures: 'current', owner: 'microsoft' }];
    for (const text of [
      '0x61100',
      '061100',
      ' productState : 397568\r\n',
      'instanceGuid=X\nproductState=397568\n',
      'productState\n------------\n      397568\n',
      '{"value":[{"productState":397568}],"Count":1}',
    ]) {
      expect(parseProductStates(text), text).toEqual({ ok: true, value: [on] });
    }
    expect(parseProductStates('397568\n\n397568\n')).toEqual({ ok: true, value: [on, on] });
    const names = ['Windows Defender', 'Bkav Pro'].map((name) => ({ name, ...on }));
    for (const text of [
      'displayName  : Windows Defender\nproductState : 397568\n\ndisplayName  : Bkav Pro\nproductState : 397568\n',
      'displayName      productState\n-----------      ------------\nWindows Defender       397568\nBkav Pro 397568',
    ]) {
      expect(parseProductStates(text), text).toEqual({ ok: true, value: names });
    }
  });

  test('each row of a product is told of, with an unknown state where it has no number', () => {
    const unknown = { provider: 'unknown', state: 'unknown', signatures: 'unknown', owner: 'other' };
    const rows = [
      { displayName: 'Kaspersky', productState: 266240 },
      { displayName: 'Kaspersky', productState: null },
      { instanceGuid: 'no row of a product' },
    ];
    expect(parseProductStates(JSON.stringify(rows))).toEqual({
      ok: true,
      value: [
        { name: 'Kaspersky', provider: av, state: 'on', signatures: 'current', owner: 'other' },
        { name: 'Kaspersky', ...unknown },
      ],
    });
    expect(parseProductStates('[{"displayName":"Kaspersky"}]')).toEqual(unrecognised);
  });

  test.each(['-1', '4294967296', '397568x', 'on', '397568\nbroken', '{}', '[]', '1.5'])(
    '%j is none',
    (text) => {
      expect(parseProductStates(text)).toEqual(unrecognised);
    },
  );
});

describe('mp-status', () => {
  const list = `AMEngineVersion                  : 1.1.24050.5
AMRunningMode                    : Normal
AMServiceEnabled                 : True
AntivirusEnabled                 : True
AntivirusSignatureAge            : 65535
AntivirusSignatureLastUpdated    : 7/6/2022 7:37:10 AM
FullScanAge                      : 4294967295
IsTamperProtected                : False
QuickScanAge                     : 14
`;

  test('a list: what was never done is no number of days, a date of some country is no date', () => {
    const value = {
      runningMode: 'Normal',
      isServiceEnabled: true,
      isAntivirusEnabled: true,
      isTamperProtected: false,
      hasSignatures: false,
      engineVersion: '1.1.24050.5',
      quickScanAgeDays: 14,
      hasQuickScan: true,
      hasFullScan: false,
    };
    expect(parseMpStatus(list)).toEqual({ ok: true, value: [value] });
    expect(parseMpStatus(list.replace(/ *: /g, '=').replaceAll('\n', '\r\r\n'))).toEqual({
      ok: true,
      value: [value],
    });
  });

  test('rows as JSON, one that does not run among them', () => {
    const rows = [
      {
        AMRunningMode: 'Normal',
        AntivirusSignatureAge: 2,
        AntivirusSignatureLastUpdated: { value: '/Date(1717234835000)/', DateTime: 'thứ bảy' },
      },
      { AMRunningMode: 'Not running', AMServiceEnabled: false, AMEngineVersion: '0.0.0.0' },
    ];
    expect(parseMpStatus(JSON.stringify(rows))).toEqual({
      ok: true,
      value: [
        {
          runningMode: 'Normal',
          signatureAgeDays: 2,
          hasSignatures: true,
          signatureAt: '2024-06-01T09:40:35.000Z',
        },
        { runningMode: 'Not running', isServiceEnabled: false },
      ],
    });
  });

  test('every recorded status is read', (context) => {
    const path = `${requireFixtures(context)}/windows-antivirus/observations.json`;
    const { mpComputerStatus } = JSON.parse(readFileSync(path, 'utf8'));
    const read = mpComputerStatus.map((status: unknown) => parseMpStatus(JSON.stringify(status)).ok);
    // The third is an error message in place of a status.
    expect(read).toEqual([true, true, false, true, true, true]);
  });

  test.each(['Get-MpComputerStatus : Invalid class', '{"a":1}', '[null]'])('%j is none', (text) => {
    expect(parseMpStatus(text)).toEqual(unrecognised);
  });
});

test.each([
  ['20240601094035.123000+420', '2024-06-01T02:40:35.123Z'],
  ['16010101000000.000000-000', undefined],
  ['/Date(1717234835000)/', '2024-06-01T09:40:35.000Z'],
  ['2024-06-01T09:40:35+07:00', '2024-06-01T02:40:35.000Z'],
  ['2024-06-01T09:40:35', undefined],
  ['1/6/2024', undefined],
  ['20240601094035.123000+***', undefined],
  [null, undefined],
])('the moment %j', (value, expected) => {
  expect(cimMoment(value)).toBe(expected);
});

describe('wmi-list', () => {
  test('instances by blank lines and by keys that come again; values by their form', () => {
    const text = `\r\r\nCaption=Ổ đĩa &amp; USB\r\r\nSize=500107862016\r\r\nSerialNumber=0042\r\r\nEmpty=\r\r
Codes={2,-1}\r\r\nWords={"a b","c"}\r\r\nGuid={4d36e968-e325-11ce-bfc1-08002be10318}\r\r\nIsOn=TRUE\r\r
At=20140401000000.000000+000\r\r\nNever=16010101000000.000000-000\r\r\nNote=one\r\r\ntwo\r\r\nSize=7\r\r\n\r\r\nSize=8\r\r\n`;
    expect(parseWmiList(text)).toEqual({
      ok: true,
      value: [
        {
          Caption: 'Ổ đĩa & USB',
          Size: 500_107_862_016,
          SerialNumber: '0042',
          Codes: [2, -1],
          Words: ['a b', 'c'],
          Guid: '{4d36e968-e325-11ce-bfc1-08002be10318}',
          IsOn: true,
          At: '2014-04-01T00:00:00.000Z',
          Note: 'one\ntwo',
        },
        { Size: 7 },
        { Size: 8 },
      ],
    });
  });

  test('names of properties are never more than names', () => {
    const parsed = parseWmiList('__proto__=1\nconstructor=2\n');
    expect(parsed.ok && parsed.value.map(Object.keys)).toEqual([['__proto__', 'constructor']]);
  });
});

describe('reg-export', () => {
  const utf16 = (text: string) =>
    [...Buffer.from(`${text}\0`, 'utf16le')].map((byte) => byte.toString(16).padStart(2, '0')).join(',');

  test('values of every type, continued lines, texts over several lines', () => {
    const text = `Windows Registry Editor Version 5.00\r
\r
[HKEY_LOCAL_MACHINE\\SOFTWARE\\Example]\r
@="default"\r
"Path"="C:\\\\Trường \\"A\\""\r
"Lines"="one\r
two"\r
"Number"=dword:0000002a\r
"Long"=hex(b):2a,00,00,00,00,00,00,00\r
"Longer"=hex(b):ff,ff,ff,ff,ff,ff,ff,ff\r
"Expand"=hex(2):${utf16('%a%').slice(0, 12)}\\\r
  ${utf16('%a%').slice(12)}\r
"Many"=hex(7):${utf16('x')},${utf16('y')},00,00\r
"None"=hex(7):00,00\r
"Bytes"=hex:de,ad\r
"Gone"=-\r
\r
[-HKEY_LOCAL_MACHINE\\SOFTWARE\\Deleted]\r
\r
[HKEY_LOCAL_MACHINE\\SOFTWARE\\Empty]\r
`;
    expect(parseRegExport(text)).toEqual({
      ok: true,
      value: {
        keys: [
          {
            path: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Example',
            values: {
              '': { type: 'REG_SZ', data: 'default' },
              Path: { type: 'REG_SZ', data: 'C:\\Trường "A"' },
              Lines: { type: 'REG_SZ', data: 'one\ntwo' },
              Number: { type: 'REG_DWORD', data: 42 },
              Long: { type: 'REG_QWORD', data: 42 },
              Longer: { type: 'REG_QWORD', data: '18446744073709551615' },
              Expand: { type: 'REG_EXPAND_SZ', data: '%a%' },
              Many: { type: 'REG_MULTI_SZ', data: ['x', 'y'] },
              None: { type: 'REG_MULTI_SZ', data: [] },
              Bytes: { type: 'REG_BINARY', data: 'dead' },
            },
          },
          { path: 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Empty', values: {} },
        ],
      },
    });
  });

  test('REGEDIT4 has one byte a letter', () => {
    const parsed = parseRegExport('REGEDIT4\n\n[HKLM\\a]\n"E"=hex(2):25,61,25,00\n');
    expect(parsed.ok && parsed.value.keys[0]?.values.E?.data).toBe('%a%');
  });

  test('a text that is never closed costs its key, not the next', () => {
    const parsed = parseRegExport('REGEDIT4\n[HKLM\\a]\n"x"="open\n"y"=dword:1\n[HKLM\\b]\n"z"=dword:2\n');
    expect(parsed.ok && parsed.value.keys.map(({ path }) => path)).toEqual(['HKLM\\a', 'HKLM\\b']);
  });

  test('the output of reg query is another kind', () => {
    expect(parseRegExport('\nHKEY_LOCAL_MACHINE\\a\n    x    REG_SZ    y\n')).toEqual(unrecognised);
  });
});

describe('powercfg-battery', () => {
  const battery = (inner: string) =>
    `<BatteryReport xmlns="x"><ScanTime>2026-01-02T03:04:05Z</ScanTime><Batteries>${inner}</Batteries></BatteryReport>`;

  test('a battery, one that counts in percent, and none', () => {
    const one =
      '<Battery><Id>A&amp;B</Id><Chemistry>LiP</Chemistry><DesignCapacity>50000</DesignCapacity><FullChargeCapacity>41250</FullChargeCapacity><CycleCount>173</CycleCount></Battery>';
    const relative =
      '<Battery><RelativeCapacity>1</RelativeCapacity><DesignCapacity>100</DesignCapacity><CycleCount>0</CycleCount></Battery>';
    expect(parseBatteryReport(battery(one + relative))).toEqual({
      ok: true,
      value: {
        scannedAt: '2026-01-02T03:04:05Z',
        batteries: [{ id: 'A&B', chemistry: 'LiP', designWh: 50, fullWh: 41.25, cycles: 173 }, {}],
      },
    });
    expect(parseBatteryReport(battery(''))).toMatchObject({ value: { batteries: [] } });
    expect(parseBatteryReport('<html></html>')).toEqual(unrecognised);
  });
});
