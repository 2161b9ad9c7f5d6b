import { describe, expect, it } from 'vitest';
import { encode } from '../../../shared/contract/codec.ts';
import { maxWireBytes } from '../../../shared/contract/limits.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { admit, bootOf, openRig, report, startMs } from '../fleet/fleet-rig.ts';
import { type Machine, machineReadings } from '../fleet/judged-machine.ts';
import { admin, openQuestions, pagesFor, technicianOf } from './question-rig.ts';

const dayMs = 86_400_000;

/** A machine of school A without firewall, one without UAC, one that was never heard. */
async function openReviews(resources: Resources) {
  const rig = await openRig(resources);
  const ids: string[] = [];
  for (const number of [1, 2, 3]) ids.push(await admit(rig, number, { schoolCode: 'A', room: 'P1' }));
  let seq = 0;
  const tell = async (index: number, machine: Machine): Promise<void> => {
    seq += 1;
    const readings = machineReadings({ hostname: `LAB-${index}`, ...machine });
    await report(rig, ids[index] ?? '', { seq, up: seq, boot: bootOf(index + 1), readings });
    await rig.fleet.findings.settled();
  };
  await tell(0, { firewall: false });
  await tell(1, { uacEnabled: 0 });
  const { dispatch } = openQuestions(rig);
  const draft = async (params: object = {}) => {
    const [page] = await pagesFor(dispatch, admin, 'reviewDraft', { schoolCode: 'A', ...params });
    if (page === undefined) throw new Error('no draft');
    return page.review;
  };
  const record = async (params: object = {}) => {
    const [page] = await pagesFor(dispatch, admin, 'reviewRecord', { schoolCode: 'A', ...params });
    if (page === undefined) throw new Error('not recorded');
    return page.review;
  };
  const show = async (id: number) => (await pagesFor(dispatch, admin, 'reviewShow', { id }))[0]?.review;
  return { ...rig, dispatch, ids, tell, draft, record, show };
}

const codes = ['firewall-off', 'uac-off'];

describe('a review', () => {
  it('says of a month what stood, how it stands, and by when it should be dealt with', async () => {
    await using resources = openResources();
    const { draft, clock, tell, fleet } = await openReviews(resources);
    const first = await draft();
    expect(first).toMatchObject({
      ...{ id: null, schoolCode: 'A', schoolName: 'Trường A', month: '2026-10', asAt: startMs },
      ...{ machines: { total: 3, heard: 2 }, recordedBy: null, conclusion: null },
      coverage: { machines: 3, builtIn: 2, unknown: 1 },
    });
    expect(first.unknown).toContainEqual({ code: 'uac-off', machines: 1 });
    const line = first.lines.find(({ code }) => code === 'firewall-off');
    const due = fleet.findings.ofDevice(line?.deviceId ?? '')?.open ?? [];
    expect(due.length).toBeGreaterThan(0);
    expect(line).toMatchObject({ hostname: 'LAB-0', room: 'P1', status: 'open', dueOn: '2026-10-12' });
    expect(first.counts).toMatchObject({ acknowledged: 0, accepted: 0, fixedInMonth: 0 });
    expect(first.counts.open).toBe(first.lines.length);
    await clock.advance(dayMs);
    await tell(0, {});
    const second = await draft();
    expect(second.counts).toMatchObject({ open: first.counts.open - 1, fixedInMonth: 1 });
    expect(second.lines.find(({ code }) => code === 'firewall-off')).toMatchObject({
      ...{ status: 'fixed', fixedAt: startMs + dayMs },
    });
  });

  it('of the month before holds what was fixed since, and nothing that came later', async () => {
    await using resources = openResources();
    const { draft, clock, tell } = await openReviews(resources);
    await clock.advance(31 * dayMs);
    await tell(0, { uacEnabled: 0 });
    const october = await draft({ month: '2026-10' });
    const shown = october.lines.filter(({ code }) => codes.includes(code));
    expect(shown.map(({ code, hostname, status }) => [code, hostname, status])).toEqual([
      ['firewall-off', 'LAB-0', 'fixed'],
      ['uac-off', 'LAB-1', 'open'],
    ]);
    expect(october.counts.fixedInMonth).toBe(0);
    const november = await draft();
    expect(november).toMatchObject({ month: '2026-11', counts: { fixedInMonth: 1 } });
    expect(november.machines).toEqual({ total: 3, heard: 1 });
    const september = await draft({ month: '2026-09' });
    expect(september.lines).toEqual([]);
    expect(september.machines).toEqual({ total: 3, heard: 0 });
  });

  it.each(['0000-01', '1970-01', '2023-09', '2026-11'])('of %s is none', async (month) => {
    await using resources = openResources();
    const { dispatch } = await openReviews(resources);
    for (const kind of ['reviewDraft', 'reviewRecord'] as const) {
      const refused = await dispatch(admin, kind, { schoolCode: 'A', month });
      expect(refused.ok ? '' : refused.error.values.field).toContain('month');
    }
  });

  it('that was recorded never changes; the same month once more is another record', async () => {
    await using resources = openResources();
    const { draft, record, show, clock, tell, dispatch } = await openReviews(resources);
    const before = await draft();
    const first = await record({ conclusion: 'Đề nghị bật tường lửa' });
    expect(first).toMatchObject({ schoolCode: 'A', month: '2026-10', machines: 3, recordedBy: admin.userId });
    await clock.advance(dayMs);
    await tell(0, {});
    const second = await record();
    expect(await show(first.id)).toEqual({
      ...before,
      ...{ id: first.id, recordedBy: admin.userId, conclusion: 'Đề nghị bật tường lửa' },
    });
    expect((await show(second.id))?.counts.fixedInMonth).toBe(1);
    const [listed] = await pagesFor(dispatch, admin, 'reviewList');
    expect(listed?.reviews).toEqual([second, first]);
    expect((await pagesFor(dispatch, technicianOf('sc'), 'reviewList'))[0]?.reviews).toEqual([]);
  });

  it('that is long goes on over pages, each in one message', async () => {
    await using resources = openResources();
    const { dispatch, fleet, ids, record } = await openReviews(resources);
    const judged = fleet.findings.ofDevice(ids[0] ?? '');
    const open = Array.from({ length: 1_500 }, (_, id) => ({
      ...judged?.open[0],
      id,
      evidence: [{ fact: 'x', value: `${id} ẵ`.repeat(20) }],
    }));
    Object.assign(judged ?? {}, { open });
    const { id } = await record({ conclusion: 'ẵ'.repeat(2_000) });
    const pages = await pagesFor(dispatch, admin, 'reviewShow', { id });
    expect(pages.length).toBeGreaterThan(5);
    expect(pages.every((page) => encode(page, { plain: true }).length < maxWireBytes)).toBe(true);
    const lines = [...(pages[0]?.review.lines ?? []), ...pages.flatMap(({ moreLines = [] }) => moreLines)];
    expect(lines.filter(({ evidence }) => evidence[0]?.fact === 'x')).toHaveLength(1_500);
  });

  it.each([
    ['reviewDraft', { schoolCode: 'A', month: '2026-11' }, 'SD-VALUE'],
    ['reviewRecord', { schoolCode: 'A', month: '2026-11' }, 'SD-VALUE'],
    ['reviewRecord', { schoolCode: 'A', month: '2026-13' }, 'SD-VALUE'],
    ['reviewDraft', { schoolCode: 'B' }, 'SD-OUTSIDE-UNIT'],
    ['reviewShow', { id: 99 }, 'SD-REVIEW-UNKNOWN'],
  ] as const)('%s with %j is %s', async (kind, params, code) => {
    await using resources = openResources();
    const { dispatch } = await openReviews(resources);
    expect(await dispatch(technicianOf('sa'), kind, params)).toMatchObject({ error: { code } });
  });
});

it('a school that records none for a month is overdue, as a whole; a record ends that', async () => {
  await using resources = openResources();
  const { fleet, clock, record, dispatch } = await openReviews(resources);
  const overdue = async () => {
    await fleet.findings.registerChanged('A');
    const [page] = await pagesFor(dispatch, admin, 'findings', { code: 'review-overdue' });
    return page?.findings ?? [];
  };
  await clock.advance(31 * dayMs);
  expect(await overdue()).toEqual([]);
  await clock.advance(1);
  expect(await overdue()).toMatchObject([
    {
      ...{ schoolCode: 'A', deviceId: null, hostname: null, room: null, basis: 'assumption' },
      evidence: [{ fact: 'review.recordedOn', value: 'never' }],
    },
  ]);
  // A school without machines has nothing to review.
  await fleet.findings.registerChanged('C');
  expect(fleet.findings.ofSchool('C')).toEqual([]);
  await record({ month: '2026-10' });
  expect(fleet.findings.ofSchool('A')).toEqual([]);
  await clock.advance(32 * dayMs);
  expect(await overdue()).toMatchObject([{ evidence: [{ value: '2026-11-05' }] }]);
});
