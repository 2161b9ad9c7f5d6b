import { describe, expect, it } from 'vitest';
import { openResources } from '../../support/resources.ts';
import { born, linesOf, newestTo } from './births.ts';
import { addUser, admit, openRig, type Rig, readingsOf, reload, report } from './fleet-rig.ts';

describe('a merged id', () => {
  async function mergedPair(rig: Rig) {
    const [keeps, old] = [
      await admit(rig, 1, { schoolCode: 'A' }),
      await admit(rig, 2, { schoolCode: 'A', room: 'P1' }),
    ];
    await report(rig, keeps, { seq: 1, readings: readingsOf({ hostname: 'NEW' }) });
    await report(rig, old, { seq: 1, readings: readingsOf({ hostname: 'OLD' }) });
    const whole = { ...rig.fleet.picture.tree().root?.tally };
    await rig.fleet.identity.merge(keeps, old);
    return { keeps, old, whole };
  }

  it('is in no list, count or view, and its history is the survivor’s', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    await addUser(rig.store, 'sa');
    await rig.fleet.orgChanged();
    rig.fleet.start();
    const { keeps, old } = await mergedPair(rig);
    await rig.clock.advance(2_000);
    const { fleet, recorder } = rig;
    expect(fleet.picture.device(old)).toBeUndefined();
    expect(fleet.picture.tree().root?.tally).toMatchObject({ devices: 1, registered: 1, usable: 1 });
    const page = JSON.parse(String(recorder.retained.get('drum/1/_view/unit/sa/devices/0')));
    expect(page.devices.map(({ deviceId }: { deviceId: string }) => deviceId)).toEqual([keeps]);
    expect(fleet.survivorOf(old)).toBe(keeps);
    expect(fleet.historyOf(keeps)).toMatchObject({ mergedIds: [old] });
    expect(fleet.machinesOf('A').map(({ deviceId }) => deviceId)).toEqual([keeps]);
    const again = await reload(rig.store, rig.clock);
    expect(again.picture.tree().root?.tally).toMatchObject({ devices: 1 });
    expect(again.historyOf(keeps).mergedIds).toEqual([old]);
  });

  it('is a machine again as it is by now, when it is separated', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const { keeps, old, whole } = await mergedPair(rig);
    await report(rig, old, { seq: 2, readings: readingsOf({ hostname: 'NEWER' }) });
    await rig.store.assign(
      {
        deviceId: old,
        validFrom: rig.clock.now(),
        schoolCode: 'C',
        room: null,
        seat: null,
        role: 'student',
        state: 'approved',
        confirmedGoodAt: null,
      },
      'test',
    );
    await rig.fleet.assignmentChanged(old);
    await rig.fleet.identity.unmerge(old, 'test');
    const shown = rig.fleet.picture.device(old);
    expect(shown?.standing.row).toMatchObject({ hostname: 'NEWER', schoolCode: 'C' });
    expect(shown?.place?.unit.unitId).toBe('sc');
    expect(rig.fleet.picture.tree().root?.tally).toEqual(whole);
    expect(rig.fleet.historyOf(keeps).mergedIds).toEqual([]);
  });

  it('whose machine is born again was merged in error', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const { keeps, old } = await mergedPair(rig);
    const proposal = await rig.store.addProposal({
      createdAt: 1,
      deviceId: keeps,
      otherId: old,
      reason: 'seat',
    });
    await rig.store.decideProposal(proposal?.id ?? 0, { state: 'accepted', at: 2, by: 'u-x' });
    await born(rig, old, 2, {});
    expect(rig.fleet.picture.device(old)?.isConnected).toBe(true);
    expect(rig.fleet.survivorOf(old)).toBe(old);
    expect((await rig.store.device(old))?.mergedInto).toBeNull();
    expect(await rig.store.proposals()).toMatchObject([{ state: 'undone', decidedBy: 'broker' }]);
    expect(newestTo(rig, old, 'welcome')).toMatchObject({ kind: 'welcome' });
    expect(await linesOf(rig, keeps)).toEqual(['joined', 'merged', 'unmerged']);
  });

  it('may hold others: they go with it', async () => {
    await using resources = openResources();
    const rig = await openRig(resources);
    const { keeps, old } = await mergedPair(rig);
    const newest = await admit(rig, 3, { schoolCode: 'A' });
    await rig.fleet.identity.merge(newest, keeps);
    expect(rig.fleet.historyOf(newest).mergedIds).toEqual([keeps, old]);
    expect(rig.fleet.survivorOf(old)).toBe(newest);
    await rig.fleet.identity.unmerge(keeps, 'test');
    expect(rig.fleet.survivorOf(old)).toBe(keeps);
    expect(rig.fleet.historyOf(newest).mergedIds).toEqual([]);
  });
});
