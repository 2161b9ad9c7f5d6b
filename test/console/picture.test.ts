import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  emptyPicture,
  fleetOf,
  needsSnapshot,
  type Picture,
  type Snapshot,
  withHead,
  withPage,
  withSnapshot,
  withSummary,
} from '../../console/state/picture.ts';
import type { DeviceRow, SchoolRow } from '../../shared/contract/view.ts';
import { sampleDevice, sampleSchool, sampleUnit, totalsOf } from './sample-fleet.ts';

const pageCount = 3;
/** Each start of the broker has its own. */
const epochOf = (start: number) => String(start).padStart(16, '0');

/** A broker in miniature: machines on pages, one rev for each view it publishes. */
function createMiniature() {
  const pages: DeviceRow[][] = Array.from({ length: pageCount }, () => []);
  const state = { epoch: 0, rev: 0, pages };
  const schools = (): SchoolRow[] => [sampleSchool(0, state.pages.flat())];
  const stamp = () => {
    state.rev += 1;
    return { v: 1 as const, epoch: epochOf(state.epoch), rev: state.rev };
  };
  return {
    state,
    schools,
    page: (page: number) => ({ ...stamp(), page, pages: pageCount, devices: [...(state.pages[page] ?? [])] }),
    summary: () => ({
      ...stamp(),
      at: 0,
      unit: sampleUnit,
      totals: totalsOf(schools()),
      schools: schools(),
      isTruncated: false,
    }),
    head: () => ({
      v: 1 as const,
      epoch: epochOf(state.epoch),
      at: 0,
      revs: { [sampleUnit.unitId]: state.rev },
    }),
    snapshot: (): Snapshot => ({
      epoch: epochOf(state.epoch),
      rev: state.rev,
      at: 0,
      unit: sampleUnit,
      totals: totalsOf(schools()),
      schools: schools(),
      devices: new Map(state.pages.flat().map((device) => [device.deviceId, device])),
    }),
  };
}

type Miniature = ReturnType<typeof createMiniature>;

const step = fc.oneof(
  fc.record({
    kind: fc.constant('put' as const),
    page: fc.nat(pageCount - 1),
    device: fc.nat(11),
    isLost: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('remove' as const), page: fc.nat(pageCount - 1), isLost: fc.boolean() }),
  fc.record({ kind: fc.constant('summary' as const), isLost: fc.boolean() }),
  fc.record({ kind: fc.constant('head' as const) }),
  fc.record({ kind: fc.constant('ask' as const) }),
  fc.record({ kind: fc.constant('answer' as const) }),
  fc.record({ kind: fc.constant('restart' as const) }),
);

type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;
type Course = { readonly broker: Miniature; readonly picture: Picture; readonly asked: Snapshot | null };

/** One thing that happens to broker and console; a view that is lost changes the broker alone. */
const courses: { readonly [K in Step['kind']]: (course: Course, one: Extract<Step, { kind: K }>) => Course } =
  {
    put: (course, one) => {
      const { pages, rev } = course.broker.state;
      const device = { ...sampleDevice(one.device, 0), lastSeen: rev };
      const other = pages.findIndex((page) => page.some(({ deviceId }) => deviceId === device.deviceId));
      const home = other >= 0 ? other : one.page;
      const rest = (pages[home] ?? []).filter(({ deviceId }) => deviceId !== device.deviceId);
      pages[home] = [...rest, device];
      return publishPage(course, home, one.isLost);
    },
    remove: (course, one) => {
      const { pages } = course.broker.state;
      pages[one.page] = (pages[one.page] ?? []).slice(1);
      return publishPage(course, one.page, one.isLost);
    },
    summary: (course, one) => {
      const view = course.broker.summary();
      return one.isLost ? course : { ...course, picture: withSummary(course.picture, view) };
    },
    head: (course) => ({ ...course, picture: withHead(course.picture, course.broker.head()) }),
    ask: (course) => ({ ...course, asked: course.broker.snapshot() }),
    answer: (course) =>
      course.asked === null
        ? course
        : { ...course, asked: null, picture: withSnapshot(course.picture, course.asked) },
    restart: (course) => {
      course.broker.state.epoch += 1;
      course.broker.state.rev = 0;
      return { ...course, asked: null };
    },
  };

function publishPage(course: Course, page: number, isLost: boolean): Course {
  const view = course.broker.page(page);
  return isLost ? course : { ...course, picture: withPage(course.picture, view) };
}

test('whatever was dropped or came between, the picture is true after the last head and its answer', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const broker = createMiniature();
      const start: Course = { broker, picture: emptyPicture, asked: null };
      const course = steps.reduce((before, one) => courses[one.kind](before, one as never), start);
      let picture = withHead(withSummary(course.picture, broker.summary()), broker.head());
      if (needsSnapshot(picture)) picture = withSnapshot(picture, broker.snapshot());
      expect(needsSnapshot(picture)).toBe(false);
      const fleet = fleetOf(picture);
      expect(new Map([...(fleet?.devices ?? [])].sort())).toEqual(
        new Map([...broker.snapshot().devices].sort()),
      );
      expect(fleet?.schools).toEqual(broker.schools());
    }),
    { numRuns: 500 },
  );
});

test('while a new epoch has no snapshot yet, the old picture stays', () => {
  const broker = createMiniature();
  broker.state.pages[0] = [sampleDevice(1, 0)];
  const picture = withSnapshot(emptyPicture, broker.snapshot());
  broker.state.epoch = 1;
  broker.state.pages[0] = [];
  const restarted = withPage(picture, broker.page(0));
  expect(fleetOf(restarted)?.devices.size).toBe(1);
  expect(needsSnapshot(restarted)).toBe(true);
});

test('a truncated summary changes only the schools that it names', () => {
  const broker = createMiniature();
  const two = [sampleSchool(0, []), sampleSchool(1, [])];
  const picture = withSnapshot(emptyPicture, { ...broker.snapshot(), schools: two });
  const newer = { ...sampleSchool(1, []), declared: 99 };
  const fleet = fleetOf(withSummary(picture, { ...broker.summary(), schools: [newer], isTruncated: true }));
  expect(fleet?.schools).toEqual([two[0], newer]);
});
