import { describe, expect, test } from 'vitest';
import { rawValueOf } from '../../../agent/parse/smart-attributes.ts';
import { parseSmartctl, parseSmartctlScan } from '../../../agent/parse/smartctl.ts';

const row = (id: number, name: string, value: number, raw: number, string = String(raw)) => ({
  id,
  name,
  value,
  raw: { value: raw, string },
});

function facts(json: unknown) {
  const parsed = parseSmartctl(JSON.stringify({ smartctl: { exit_status: 0 }, ...Object(json) }));
  return parsed.ok ? parsed.value.facts : parsed;
}

describe('JSON', () => {
  test('a hard disk that says that it passed, with what it counts', () => {
    const json = {
      device: { name: '/dev/sda', type: 'sat', protocol: 'ATA' },
      model_name: 'EXAMPLE 1000',
      serial_number: 'W1E00001',
      user_capacity: { bytes: 1_000_204_886_016 },
      rotation_rate: 7200,
      smartctl: { exit_status: 64 },
      smart_status: { passed: true },
      temperature: { current: 41 },
      power_on_time: { hours: 30_000 },
      ata_smart_attributes: {
        table: [
          row(5, 'Reallocated_Sector_Ct', 98, 387),
          row(187, 'Reported_Uncorrect', 100, 2),
          row(197, 'Current_Pending_Sector', 100, 10),
          row(198, 'Offline_Uncorrectable', 100, 11),
          row(199, 'UDMA_CRC_Error_Count', 200, 3),
        ],
      },
    };
    expect(parseSmartctl(JSON.stringify(json))).toEqual({
      ok: true,
      value: {
        device: '/dev/sda',
        type: 'sat',
        sizeBytes: 1_000_204_886_016,
        kind: 'hdd',
        facts: {
          model: 'EXAMPLE 1000',
          serial: 'W1E00001',
          isSelfTestPassed: true,
          exitStatus: 64,
          temperatureC: 41,
          powerOnHours: 30_000,
          reallocated: 387,
          reportedUncorrectable: 2,
          pending: 10,
          uncorrectable: 11,
          crcErrors: 3,
        },
      },
    });
  });

  test('a number that a maker uses for something else is not taken', () => {
    const table = [row(198, 'Read_Sectors_Tot_Ct', 100, 99_999), row(5, 'Unknown_Attribute', 100, 7)];
    expect(facts({ ata_smart_attributes: { table } })).toEqual({ exitStatus: 0 });
  });

  test.each([
    ['Media_Wearout_Indicator', 88, 0, 12],
    ['SSD_Life_Left', 98, 98, 2],
    ['Percent_Lifetime_Remain', 91, 9, 9],
    ['Remaining_Lifetime_Perc', 100, 96, 4],
    ['Wear_Leveling_Count', 81, 278, 19],
  ])('endurance by %s', (name, value, raw, percentUsed) => {
    const json = { rotation_rate: 0, ata_smart_attributes: { table: [row(231, name, value, raw)] } };
    expect(facts(json)).toMatchObject({ percentUsed });
    expect(facts({ ...json, rotation_rate: 7200 })).not.toHaveProperty('percentUsed');
  });

  test('one odd field does not cost the others', () => {
    const json = { temperature: 'warm', power_on_time: { hours: -1 }, smart_status: null, model_name: 'X' };
    expect(facts(json)).toEqual({ exitStatus: 0, model: 'X' });
  });

  test('of a SCSI drive, the errors of all three kinds of access', () => {
    const log = { read: { total_uncorrected_errors: 2 }, write: { total_uncorrected_errors: 1 } };
    expect(facts({ scsi_error_counter_log: log, scsi_grown_defect_list: 4 })).toMatchObject({
      mediaErrors: 3,
      reallocated: 4,
    });
  });

  test('a call that failed is a drive of which only the exit status is known', () => {
    const parsed = parseSmartctl(JSON.stringify({ smartctl: { exit_status: 2 } }));
    expect(parsed).toEqual({ ok: true, value: { kind: 'unknown', facts: { exitStatus: 2 } } });
  });

  test('what was blotted out is no serial number', () => {
    expect(facts({ serial_number: 'REDACTED' })).toEqual({ exitStatus: 0 });
  });

  test('a scan lists what to ask each drive by', () => {
    const scan = JSON.stringify({
      smartctl: {},
      devices: [{ name: '/dev/bus/0', type: 'megaraid,1', protocol: 'SCSI' }],
    });
    const devices = [{ device: '/dev/bus/0', type: 'megaraid,1', protocol: 'SCSI' }];
    expect(parseSmartctlScan(scan)).toEqual({ ok: true, value: devices });
    expect(parseSmartctl(scan)).toEqual({ ok: false, error: 'unrecognised' });
  });

  test.each(['{}', '[]', 'null', '7', '{"devices":7}', ''])('%j is no drive', (text) => {
    expect(parseSmartctl(text)).toEqual({ ok: false, error: 'unrecognised' });
  });
});

test.each([
  [81_604_378_659, '35 (0 19 0 0 0)', 35],
  [10, '0', 10],
  [150_323_855_387, '27 (Min/Max 24/35)', 27],
  [7, undefined, 7],
])('the raw value %i shown as %j is %i', (value, shown, expected) => {
  expect(rawValueOf(value, shown)).toBe(expected);
});

const head = 'smartctl 7.2 2020-12-30 r5155 [x86_64-linux-5.15.0] (local build)\n\n';

describe('text', () => {
  test('of an ATA drive', () => {
    const text = `${head}Device Model:     EXAMPLE 1000
Serial Number:    Z1D00001
User Capacity:    1.000.204.886.016 bytes [1,00 TB]
Rotation Rate:    7200 rpm
SMART overall-health self-assessment test result: PASSED
ID# ATTRIBUTE_NAME          FLAG     VALUE WORST THRESH TYPE      UPDATED  WHEN_FAILED RAW_VALUE
  5 Reallocated_Sector_Ct   0x0033   100   100   010    Pre-fail  Always       -       387
  9 Power_On_Hours          0x0032   090   090   000    Old_age   Always       -       9512
194 Temperature_Celsius     0x0022   035   048   000    Old_age   Always       -       35 (0 14 0 0 0)
197 Current_Pending_Sector  0x0012   100   100   000    Old_age   Always       -       8
`;
    expect(parseSmartctl(text)).toEqual({
      ok: true,
      value: {
        sizeBytes: 1_000_204_886_016,
        kind: 'hdd',
        facts: {
          model: 'EXAMPLE 1000',
          serial: 'Z1D00001',
          isSelfTestPassed: true,
          temperatureC: 35,
          powerOnHours: 9512,
          reallocated: 387,
          pending: 8,
        },
      },
    });
  });

  test('of an NVMe drive', () => {
    const text = `${head}Model Number:                       EXAMPLE NVMe 500
Total NVM Capacity:                 500,107,862,016 [500 GB]
Number of Namespaces:               1
SMART overall-health self-assessment test result: FAILED!
Critical Warning:                   0x04
Temperature:                        41 Celsius
Available Spare:                    5%
Available Spare Threshold:          10%
Percentage Used:                    104%
Power On Hours:                     12,345
Media and Data Integrity Errors:    3
`;
    expect(parseSmartctl(text)).toMatchObject({
      value: {
        sizeBytes: 500_107_862_016,
        kind: 'nvme',
        facts: {
          isSelfTestPassed: false,
          criticalWarning: 4,
          temperatureC: 41,
          sparePercent: 5,
          spareThresholdPercent: 10,
          percentUsed: 104,
          powerOnHours: 12_345,
          mediaErrors: 3,
        },
      },
    });
  });

  test('of a SCSI drive', () => {
    const text = `${head}Vendor:               EXAMPLE
Product:              SAS4000
SMART Health Status:  OK
Current Drive Temperature:     34 C
Accumulated power on time, hours:minutes 43549:33
Elements in grown defect list: 56
read:   300357663        0         0  300357663          0     176987.332           2
write:         0        0         0         0          0      86472.611           1
`;
    expect(parseSmartctl(text)).toEqual({
      ok: true,
      value: {
        kind: 'unknown',
        facts: {
          model: 'EXAMPLE SAS4000',
          isSelfTestPassed: true,
          temperatureC: 34,
          powerOnHours: 43_549,
          reallocated: 56,
          mediaErrors: 3,
        },
      },
    });
  });

  test('a size beyond what numbers hold exactly is none', () => {
    const parsed = parseSmartctl(`${head}User Capacity: 7,757,100,351,738,617,888 bytes [7757 PB]\n`);
    expect(parsed).toEqual({ ok: true, value: { kind: 'unknown', facts: {} } });
  });
});
