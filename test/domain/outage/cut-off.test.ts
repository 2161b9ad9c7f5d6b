import { expect, test } from 'vitest';
import { judgedSchool } from '../../../shared/domain/outage/judge-school.ts';
import { at, checks, context, gateway, machine, school, session, silent } from './machines.ts';

/** A machine whose line is cut at minute 30: last heard before, it wrote a heartbeat in between that was told only after. */
function cutOff(deviceId: string, heard: number, spared: number) {
  return machine(deviceId, [silent(-60, heard), session(60.5, 119)], {
    proofs: [{ boot: 'first', at: at(spared), gatewayReachable: true }],
    runs: [gateway(31.5, 60, 'ok')],
  });
}

test('a heartbeat that was spared while the connection stood does not say when it was lost', () => {
  const prober = machine('p', [silent(-60, 29), session(60, 119)], {
    runs: [checks(0, 29.2, 'fine'), checks(30.2, 59.9, 'line'), checks(60, 119, 'fine')],
  });
  const machines = [prober, cutOff('a', 28.6, 29), cutOff('b', 29.1, 29.4)];
  const [cut, ...others] = judgedSchool(school(machines), context(120)).outages;
  expect(others).toEqual([]);
  expect(cut).toMatchObject({ cause: 'line', scope: { kind: 'line', id: 'L1' } });
  expect(cut?.start).toEqual({ from: at(29.2), to: at(30.2) });
});
