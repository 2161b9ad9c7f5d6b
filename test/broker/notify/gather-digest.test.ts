import { describe, expect, it } from 'vitest';
import { openResources } from '../../support/resources.ts';
import { admit, bootOf, report, startMs } from '../fleet/fleet-rig.ts';
import { machineReadings } from '../fleet/judged-machine.ts';
import { openNotify } from './notify-rig.ts';
import { outage } from './sample-digest.ts';

const hourMs = 3_600_000;
const ended = { start: startMs - 3 * hourMs, end: startMs - 2 * hourMs };

describe('a digest', () => {
  it('names places, gravest first, and never a holiday', async () => {
    await using resources = openResources();
    const notify = await openNotify(resources);
    const deviceId = await admit(notify, 1, { schoolCode: 'A', room: 'P1' });
    await report(notify, deviceId, {
      ...{ seq: 1, up: 1, boot: bootOf(1), readings: machineReadings({ hostname: 'PC-07' }) },
    });
    const at = { start: startMs - hourMs, schoolName: null };
    const { standing } = notify;
    standing.lines = [
      { lineId: 'L1', isp: 'VNPT', state: 'down' },
      { lineId: 'L2', state: 'degraded' },
    ];
    standing.services = [{ service: 'csdl', name: 'CSDL ngành', state: 'active', health: 'down' }];
    standing.outages = [
      outage({
        ...at,
        outageId: 1,
        severity: 'low',
        cause: 'machine-off',
        scope: { kind: 'device', id: deviceId },
        schoolCode: 'A',
      }),
      outage({
        ...at,
        outageId: 2,
        severity: 'medium',
        cause: 'room',
        scope: { kind: 'room', id: 'A/P1/x' },
        schoolCode: 'A',
      }),
      outage({ ...at, outageId: 3, severity: 'high', scope: { kind: 'line', id: 'L1' }, schoolCode: 'A' }),
      outage({
        ...at,
        outageId: 4,
        severity: 'critical',
        cause: 'isp',
        scope: { kind: 'isp', id: 'VNPT' },
        schoolCode: null,
        schools: ['A', 'B', 'gone'],
      }),
      outage({
        ...at,
        outageId: 5,
        severity: 'medium',
        cause: 'service',
        scope: { kind: 'service', id: 'csdl' },
        schoolCode: null,
      }),
      outage({ ...at, outageId: 6, cause: 'holiday', schoolCode: 'B', scope: { kind: 'school', id: 'B' } }),
    ];
    const gathered = await notify.start().gather('root');
    if (!gathered.ok) throw new Error(gathered.error.code);
    const { facts, newestOutageId } = gathered.value;
    expect(facts.open.map(({ outageId }) => outageId)).toEqual([4, 3, 2, 5, 1]);
    expect(newestOutageId).toBe(5);
    const [isp, line, room, service, machine] = facts.open.map(({ place }) => place);
    expect(isp).toMatchObject({ isp: 'VNPT', school: null, schools: ['Trường A', 'Trường B', 'gone'] });
    expect(line).toMatchObject({ school: 'Trường A', line: { lineId: 'L1', isp: 'VNPT' } });
    expect(room).toMatchObject({ school: 'Trường A', room: 'P1/x' });
    expect(service).toMatchObject({ service: 'CSDL ngành', school: null });
    expect(machine).toMatchObject({ school: 'Trường A', room: 'P1', machine: 'PC-07' });
    expect(facts.counts).toMatchObject({ schools: 3, linesDown: 1, linesDegraded: 1, opened: 5, ended: 0 });
    expect(facts.servicesDown.map(({ service }) => service)).toEqual(['csdl']);
  });

  it('asks for its own unit alone', async () => {
    await using resources = openResources();
    const { standing, start } = await openNotify(resources);
    await start().gather('c1');
    const units = standing.asked
      .filter(([kind]) => kind !== 'serviceList')
      .map(([, params]) => ('unitId' in params ? params.unitId : null));
    expect(units).toEqual(['c1', 'c1', 'c1', 'c1']);
    const gone = await start().gather('nowhere');
    expect(gone.ok ? '' : gone.error.code).toBe('SD-UNIT-UNKNOWN');
  });

  it('tells lines that fell below what was promised, the worst first, and no others', async () => {
    await using resources = openResources();
    const { standing, start } = await openNotify(resources);
    const row = { kind: 'line', schoolCode: 'A', downMinutes: 9 } as const;
    standing.availability = [
      { ...row, id: 'below', availability: 0.9899, promisedPercent: 99 },
      { ...row, id: 'kept', availability: 0.99, promisedPercent: 99 },
      { ...row, id: 'unknown', availability: null, promisedPercent: 99 },
      { ...row, id: 'unpromised', availability: 0.5, promisedPercent: null },
      { ...row, id: 'far below', availability: 0.985, promisedPercent: 99.9 },
    ];
    const gathered = await start().gather('root');
    const weak = gathered.ok ? gathered.value.facts.weakLines : [];
    expect(weak).toEqual([
      { id: 'far below', downMinutes: 9, availability: 0.985, promisedPercent: 99.9, schoolName: 'Trường A' },
      { id: 'below', downMinutes: 9, availability: 0.9899, promisedPercent: 99, schoolName: 'Trường A' },
    ]);
  });

  it('tells of what ended within a day, once it is over', async () => {
    await using resources = openResources();
    const { standing, start } = await openNotify(resources);
    const long = { start: startMs - 30 * hourMs };
    standing.outages = [
      outage({ outageId: 1, ...ended }),
      outage({ outageId: 2, ...long, end: startMs - 25 * hourMs }),
      outage({ outageId: 3, ...long, end: startMs - 23 * hourMs }),
    ];
    const gathered = await start().gather('root');
    const facts = gathered.ok ? gathered.value.facts : undefined;
    expect(facts?.ended.map(({ outageId }) => outageId)).toEqual([3, 1]);
    expect(facts?.counts).toMatchObject({ opened: 1, ended: 2 });
  });
});
