import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { SnapshotMachine } from '../../../../shared/domain/snapshot/machine.ts';
import { machine } from '../../../domain/item/snapshot-records.ts';
import { row, school } from '../../../domain/planning-records.ts';
import { planFor } from '../../../domain/statistics/plan-records.ts';
import { requireFixtures } from '../../../support/tools.ts';
import { districtSnapshot } from '../../../tools/district/district.ts';
import { defaultDistrict } from '../../../tools/district/schools.ts';
import { inputOf, listBytes, listScene, listText } from './list-records.ts';

const bare: SnapshotMachine = machine('bare-machine', {
  ...{ lastSeenMs: null, memoryBytes: null, chassis: null, isVirtual: null, systemDisk: null },
  ...{ cpuModel: null, biosDate: null, model: null },
});

describe('GLPI', () => {
  test('every computer is valid by GLPI’s own schema: a district’s, and one of which nothing is known', async (context) => {
    const path = join(requireFixtures(context), 'glpi-inventory', 'inventory.schema.json');
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const isValid = ajv.compile(JSON.parse(await readFile(path, 'utf8')));
    const district = districtSnapshot(defaultDistrict);
    const plan = planFor({
      ...district,
      machines: [...district.machines, { ...bare, schoolCode: district.schools[0]!.schoolCode }],
    });
    const inventories = JSON.parse(await listText(inputOf('glpi', plan), 'json'));
    expect(inventories.length).toBeGreaterThan(1_000);
    for (const inventory of inventories) {
      isValid(inventory);
      expect([inventory.deviceid, isValid.errors]).toEqual([inventory.deviceid, null]);
    }
    expect(isValid({ deviceid: 'x' })).toBe(false);
  });

  test('the archive holds one file a computer, the same bytes each time', async () => {
    const plan = listScene();
    const archive = await listBytes(inputOf('glpi', plan), 'zip');
    expect(Buffer.from(await listBytes(inputOf('glpi', listScene()), 'zip')).equals(archive)).toBe(true);
    const files = unzipSync(archive);
    const inventories = JSON.parse(await listText(inputOf('glpi', plan), 'json'));
    expect(Object.keys(files)).toEqual(
      inventories.map(({ deviceid }: { deviceid: string }) => `${deviceid}.json`),
    );
    const [first] = Object.values(files).map((bytes) => JSON.parse(new TextDecoder().decode(bytes)));
    expect(first).toMatchObject({
      ...{ deviceid: 'd-0005', itemtype: 'Computer', tag: '0123' },
      content: { hardware: { name: 'TIN-5', memory: 8192 }, bios: { assettag: '000017' } },
    });
    expect(first.content.operatingsystem).toBeUndefined();
  });

  test('more computers than one archive holds are several, none lost', async () => {
    const machines = Array.from({ length: 60_001 }, (_, index) => machine(`d-${index}`));
    const plan = planFor({ schools: [school('S1', row({ level: 'TH' }))], machines });
    const parts = Object.values(unzipSync(await listBytes(inputOf('glpi', plan), 'zip')));
    const names = new Set<string>();
    for (const part of parts) unzipSync(part, { filter: ({ name }) => names.add(name) === undefined });
    expect([parts.length, names.size]).toEqual([2, 60_001]);
  });

  test('newcomers and written-off machines are not told', async () => {
    const machines = [machine('a'), machine('b', { state: 'pending' }), machine('c', { state: 'retired' })];
    const plan = planFor({ schools: [school('S1', row({ level: 'TH' }))], machines });
    const inventories = JSON.parse(await listText(inputOf('glpi', plan), 'json'));
    expect(inventories.map(({ deviceid }: { deviceid: string }) => deviceid)).toEqual(['a']);
  });
});

describe('Giga', () => {
  test('the file begins with its header, in English whatever the language', async () => {
    const file = await listText(inputOf('giga', listScene()), 'csv');
    expect(file).toBe(await listText(inputOf('giga', listScene(), { language: 'en' }), 'csv'));
    const rows = parse(file, { columns: true }) as Record<string, string>[];
    expect(rows[1]).toMatchObject({
      ...{ school_id_govt: 'S1', school_name: 'Trường S1', education_level: 'Primary' },
      ...{ latitude: '15.2', longitude: '108.9', admin1: 'Tỉnh Quảng Ngãi', admin2: 'Xã Tịnh Khê' },
      ...{ connectivity_govt: 'Yes', connectivity_type_govt: 'Fiber', download_speed_contracted: '200' },
      ...{ download_speed_govt: '180.5', electricity_availability: 'Yes', computer_availability: 'Yes' },
      ...{ num_computers: '3', num_computers_desired: '13', computer_lab: 'Yes', num_students: '500' },
    });
  });

  test('what nobody knows is empty, and leading zeros stay', async () => {
    const rows = parse(await listText(inputOf('giga', listScene()), 'csv'), { columns: true });
    expect((rows as Record<string, string>[])[0]).toMatchObject({
      ...{ school_id_govt: '0123', education_level: 'Primary, Secondary', latitude: '' },
      ...{
        connectivity_govt: '',
        num_computers: '',
        electricity_availability: 'Yes',
        water_availability: '',
      },
    });
  });
});
