import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assetCodes } from '../../../broker/snapshot/asset-codes.ts';
import { biosDateOf } from '../../../broker/snapshot/bios-date.ts';
import { installedMemoryOf, systemDiskOf } from '../../../broker/snapshot/hardware-words.ts';
import { machinesThen } from '../../../broker/snapshot/past-machines.ts';
import { camerasOf, hasProjectionOf, printersOf } from '../../../broker/snapshot/peripherals-of.ts';
import { schoolYearStartMs } from '../../../broker/snapshot/school-year.ts';
import type { DeviceRecord } from '../../../broker/store/registry-port.ts';
import { shippedCalendar } from '../../../shared/data/calendar.ts';
import { shippedVirtualCameras } from '../../../shared/data/virtual-cameras.ts';
import { asAtMsOf } from '../../../shared/domain/snapshot/as-at.ts';
import type { Asset } from '../../../shared/domain/snapshot/register.ts';

const nowMs = Date.UTC(2026, 10, 22);

describe('the day of a firmware', () => {
  it.each([
    ['04/01/2014', '2014-04-01'],
    ['4/1/2014', '2014-04-01'],
    ['12/31/99', '1999-12-31'],
    ['02/11/08', '2008-02-11'],
    ['20190612000000.000000+000', '2019-06-12'],
    ['2019-06-12', '2019-06-12'],
    [' 06-12-2019 ', '2019-06-12'],
    ['13/01/2014', null],
    ['02/30/2014', null],
    ['01/01/1980', null],
    ['01/01/2030', null],
    ['Default string', null],
    ['', null],
    [undefined, null],
  ])('%s is %s', (written, day) => {
    expect(biosDateOf(written, nowMs)).toBe(day);
  });
});

describe('the asset book', () => {
  const asset = (assetCode: string, found: Partial<Asset>): Asset => ({
    ...{ assetCode, schoolCode: 'A', name: null, item: null, deviceId: null, serial: null, hostname: null },
    ...{ purchaseYear: null, purchasedOn: null, costDong: null, funding: null, holder: null },
    ...{ isRestricted: null, hardwareFaults: null, repairCostDong: null, writtenOffOn: null },
    ...found,
  });
  const machine = (deviceId: string, serial: string | null, hostname?: string, schoolCode = 'A') => ({
    ...{ deviceId, serial, schoolCode },
    ...(hostname === undefined ? {} : { hostname }),
  });

  it('names a machine by its id, else its serial, else its host name within the school', () => {
    const codes = assetCodes(
      [machine('d1', 'S1', 'PC1'), machine('d2', ' s2 ', 'PC2'), machine('d3', null, 'pc3')],
      [
        asset('T1', { deviceId: 'd1', serial: 'S2' }),
        asset('T2', { serial: 'S2' }),
        asset('T3', { hostname: 'PC3' }),
        asset('T4', { hostname: 'PC3', schoolCode: 'B' }),
      ],
    );
    expect(Object.fromEntries(codes)).toEqual({ d1: 'T1', d2: 'T2', d3: 'T3' });
  });

  it('names nobody where two machines or two entries say the same', () => {
    const twins = [machine('d1', 'SAME', 'PC1'), machine('d2', 'SAME', 'PC2')];
    expect(assetCodes(twins, [asset('T1', { serial: 'SAME' })]).size).toBe(0);
    expect(
      assetCodes([machine('d1', 'S')], [asset('T1', { serial: 'S' }), asset('T2', { serial: 's' })]).size,
    ).toBe(0);
    expect(assetCodes([machine('d1', null)], [asset('T1', {})]).size).toBe(0);
  });

  it('gives no entry twice, whatever the order', () => {
    const name = fc.constantFrom('1', '2', '3', null);
    const machines = fc.array(fc.tuple(name, name), { maxLength: 8 });
    const assets = fc.array(fc.tuple(name, name, name), { maxLength: 8 });
    fc.assert(
      fc.property(machines, assets, (some, entries) => {
        const own = some.map(([serial, host], index) => machine(`d${index}`, serial, host ?? undefined));
        const book = entries.map(([deviceId, serial, hostname], index) =>
          asset(`T${index}`, { deviceId: deviceId === null ? null : `d${deviceId}`, serial, hostname }),
        );
        const codes = assetCodes(own, book);
        expect(new Set(codes.values()).size).toBe(codes.size);
        const turned = assetCodes(own.toReversed(), book.toReversed());
        expect(new Map([...turned].sort())).toEqual(new Map([...codes].sort()));
      }),
    );
  });
});

it('the system disk is the only kind there is, or the one that the system’s volume names', () => {
  expect(systemDiskOf({ disks: [{ device: 'nvme0n1', kind: 'nvme' }] })).toBe('ssd');
  expect(
    systemDiskOf({
      disks: [
        { device: 'sda', kind: 'hdd' },
        { device: 'sdb', kind: 'hdd' },
      ],
    }),
  ).toBe('hdd');
  const two = [
    { device: 'sda', kind: 'hdd' as const },
    { device: 'nvme0n1', kind: 'nvme' as const },
  ];
  expect(systemDiskOf({ disks: two })).toBeNull();
  expect(systemDiskOf({ disks: two, volumes: [{ mount: '/', device: '/dev/sda2', isSystem: true }] })).toBe(
    'hdd',
  );
  expect(systemDiskOf({ disks: [{ device: 'vda', kind: 'virtual' }] })).toBeNull();
  expect(systemDiskOf(undefined)).toBeNull();
});

it('memory is that of the modules, or unknown', () => {
  expect(installedMemoryOf({ memorySlots: [{ sizeBytes: 4 }, { sizeBytes: 8 }] })).toBe(12);
  expect(installedMemoryOf({ memorySlots: [{ sizeBytes: 4 }, {}] })).toBeNull();
  expect(installedMemoryOf({ memorySlots: [] })).toBeNull();
});

it('what is not a thing of the school is no printer, camera or projector', () => {
  const virtual = shippedVirtualCameras();
  expect(printersOf(undefined)).toBeNull();
  expect(printersOf({ printers: [{ isVirtual: true }, { isNetwork: true }, {}] })).toBe(1);
  const cameras = ['Logitech C270', 'Snap Camera', 'e2eSoft VCam Virtual', undefined];
  expect(camerasOf({ cameras: cameras.map((name) => (name === undefined ? {} : { name })) }, virtual)).toBe(
    2,
  );
  const table = { rules: [] };
  expect(hasProjectionOf({ monitors: [{ name: 'DELL', widthMm: 500, heightMm: 300 }] }, table)).toBe(false);
  expect(hasProjectionOf({ monitors: [{ name: 'X', isInternal: true }] }, table)).toBe(false);
  expect(hasProjectionOf({}, table)).toBeNull();
});

it('the school year begins after the summer', () => {
  const calendar = shippedCalendar();
  const at = (day: string) => Date.parse(`${day}T00:00:00+07:00`);
  expect(schoolYearStartMs(at('2026-11-22'), calendar)).toBe(at('2026-09-01'));
  expect(schoolYearStartMs(at('2026-09-01'), calendar)).toBe(at('2026-09-01'));
  expect(schoolYearStartMs(at('2026-09-01') - 1, calendar)).toBe(at('2025-09-01'));
  const summer = { ...calendar, yearly: [{ from: '06-15', to: '08-19' }] };
  expect(schoolYearStartMs(at('2026-11-22'), summer)).toBe(at('2026-08-20'));
  expect(schoolYearStartMs(at('2026-11-22'), { ...calendar, yearly: [] })).toBe(at('2026-09-01'));
});

it('a day is its end in local time; an instant is itself', () => {
  expect(asAtMsOf('2026-09-30', 420)).toBe(Date.parse('2026-09-30T23:59:59.999+07:00'));
  expect(asAtMsOf('2026-09-30T17:00:00Z', 420)).toBe(Date.parse('2026-09-30T17:00:00Z'));
  for (const none of ['2026-02-30', '30/09/2026', '', 'now', '2026-9-30', '2026-09-30T17:00:00']) {
    expect([none, asAtMsOf(none, 420)]).toEqual([none, null]);
  }
});

it('every machine that had joined stands once, whatever was merged into what', () => {
  const record = (index: number, into: number | null): DeviceRecord => ({
    ...{ deviceId: `d${index}`, joinedAt: index * 10, tokenId: null, fingerprint: {}, isWeakIdentity: false },
    ...{ originKeyId: null, mergedInto: into === null ? null : `d${into}`, leftAt: null },
  });
  // Each merges into a later one, so that there is no circle.
  const fleet = fc
    .array(fc.nat(3), { maxLength: 10 })
    .map((steps) =>
      steps.map((step, index) =>
        record(index, step === 0 || index + step >= steps.length ? null : index + step),
      ),
    );
  fc.assert(
    fc.property(fleet, fc.nat(100), (records, asAt) => {
      const machines = machinesThen(records, asAt);
      const ids = machines.flatMap((machine) => machine.ids);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { deviceId, joinedAt } of records) {
        expect(ids.includes(deviceId) || joinedAt > asAt).toBe(true);
      }
      expect(machines.every((machine) => machine.record.joinedAt <= asAt)).toBe(true);
    }),
  );
});
