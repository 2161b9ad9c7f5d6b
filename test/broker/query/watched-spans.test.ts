import { expect, it } from 'vitest';
import { watchedSpans } from '../../../broker/query/watched-spans.ts';
import type { SessionRow } from '../../../broker/store/evidence-port.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { admit, openRig, rules, startMs } from '../fleet/fleet-rig.ts';

const hour = 3_600_000;
const span = { from: startMs, to: startMs + 4 * hour };
const vnpt = '14.160.0.1';
const nobodys = '192.168.1.4';

/** A school with these lines, whose machine was connected for two hours from an address; nobody probes. */
async function watchedOver(resources: Resources, publicAddress: string, isps: readonly string[]) {
  const rig = await openRig(resources);
  const deviceId = await admit(rig, 1, { schoolCode: 'A' });
  const lines = isps.map((isp) => ({
    ...{ lineId: `A-${isp}`, schoolCode: 'A', isp, medium: 'fibre' as const, duty: 'main' as const },
  }));
  await rig.store.saveLines(lines, startMs, 'test');
  await rig.fleet.lines.linesChanged(new Set(['A']));
  const session: SessionRow = {
    ...{ deviceId, boot: 'b', conn: 1, bornAt: startMs, lastHeardAt: startMs + 2 * hour, publicAddress },
    ...{ endedAt: startMs + 2 * hour, end: 'shutdown', silenceMs: 180_000 },
    ...{ processStartedAt: null, osStartedAt: null, previous: null },
  };
  await rig.store.saveSessions([session]);
  await rig.clock.advance(4 * hour);
  const watched = (isp: string) =>
    watchedSpans({ ...rig, rules }, { lineId: `A-${isp}`, schoolCode: 'A' }, span);
  return Promise.all(isps.map(watched));
}

const twoHours = [{ from: startMs, to: startMs + 2 * hour }];

it('of one line whatever was heard of its school was heard over it', async () => {
  await using resources = openResources();
  expect(await watchedOver(resources, nobodys, ['VNPT'])).toEqual([twoHours]);
});

it('of two lines only what came from its own network was heard over one', async () => {
  await using resources = openResources();
  expect(await watchedOver(resources, vnpt, ['VNPT', 'Viettel'])).toEqual([twoHours, []]);
});

it('of two lines a connection from an unknown network tells nothing', async () => {
  await using resources = openResources();
  expect(await watchedOver(resources, nobodys, ['VNPT', 'Viettel'])).toEqual([[], []]);
});
