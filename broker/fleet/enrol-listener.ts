import type { EnrolListener, SchoolMachine } from '../enrol/enrol-events.ts';
import type { Conditions } from './conditions.ts';
import type { DeviceEvents } from './device-events.ts';
import type { Picture } from './picture.ts';
import { downwards } from './unit-tree.ts';

/** How the live picture follows who joins, changes and leaves. */
export function createEnrolListener(deps: {
  readonly picture: Picture;
  readonly events: DeviceEvents;
  readonly conditions: Conditions;
}): EnrolListener {
  const { picture, events, conditions } = deps;
  return {
    onJoined: ({ device, assignment }) => {
      picture.add(device, assignment);
      events.add(device.deviceId, 'joined', assignment.schoolCode);
      if (device.isWeakIdentity) conditions.set(device.deviceId, 'weak-identity', null);
    },
    onEnrolled: ({ device, assignment }) => {
      if (assignment === undefined) return;
      if (device === undefined) picture.assign(assignment);
      else picture.add(device, assignment);
    },
    onLeft: (_deviceId, assignment) => picture.assign(assignment),
    note: events.add,
    setCondition: conditions.set,
    clearCondition: conditions.clear,
  };
}

/** Machines of a school as joining compares them, without those that are shown under another id. */
export function machinesOf(picture: Picture, schoolCode: string): readonly SchoolMachine[] {
  const school = picture.tree().schools.get(schoolCode);
  const ids = school === undefined ? [] : [...downwards(school)].flatMap((node) => [...node.deviceIds]);
  return ids.flatMap((deviceId) => {
    const device = picture.device(deviceId);
    if (device === undefined) return [];
    const { room, seat, role, state, isConnected } = device;
    return { deviceId, room, seat, role, state, hostname: device.facts.system.hostname, isConnected };
  });
}
