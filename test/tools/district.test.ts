import { describe, expect, test } from 'vitest';
import { snapshotSchema } from '../../shared/contract/snapshot.ts';
import { openRegisters, told } from '../broker/register/register-rig.ts';
import { openResources } from '../support/resources.ts';
import { districtSnapshot } from './district/district.ts';
import { districtFiles } from './district/files.ts';

describe('the synthetic district', () => {
  test('is a snapshot by the contract, which changes nothing of it', () => {
    const district = districtSnapshot({ seed: 7 });
    expect(snapshotSchema.parse(district)).toEqual(district);
    expect(district.schools).toHaveLength(75);
    expect(new Set(district.machines.map(({ role }) => role))).toEqual(
      new Set(['student', 'office', 'department', 'teacher', 'server']),
    );
  });

  test('comes as files that the broker imports without a problem', async () => {
    await using resources = openResources();
    const { ask, local, load } = await openRegisters(resources);
    const files = districtFiles({ seed: 7, schoolsPerArea: 20, hasDefects: false });
    const roster = await ask(local, 'rosterImport', { csv: files.get('roster') ?? '' });
    expect(roster).toMatchObject([{ problems: [] }]);
    for (const [register, csv] of files) {
      if (register === 'roster') continue;
      const imported = await load(register, csv);
      expect([register, told(imported), imported.isWritten]).toEqual([register, [], true]);
    }
  });
});
