import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDigests } from '../../../broker/notify/digests.ts';
import { sendIfDue, sendNow } from '../../../broker/notify/send-digest.ts';
import { eventually } from '../../support/eventually.ts';
import { openResources } from '../../support/resources.ts';
import { silentLog } from '../fleet/fleet-rig.ts';
import { openHookServer } from './hook-server.ts';
import { openMailServer } from './mail-server.ts';
import { addReceiver, type Notify, openNotify, receiverOf, scriptedSender } from './notify-rig.ts';
import { dayMs, hourMs, minuteMs, outage } from './sample-digest.ts';

/** Monday, 5 October 2026, 00:00 in Vietnam. */
const monday = Date.UTC(2026, 9, 4, 17);

/** The rig's clock begins at 08:00 of Monday; a clock of one's own can stand anywhere. */
function at(notify: Notify, atMs: number) {
  let nowMs = atMs;
  const clock = { ...notify.clock, now: () => nowMs };
  return {
    notify: {
      ...notify,
      clock,
      parts: { ...notify.parts, clock: { ...notify.parts.clock, now: () => nowMs } },
    },
    set: (ms: number) => {
      nowMs = ms;
    },
  };
}

describe('a day’s digest', () => {
  it('is sent at its hour, once, and the next day again', async () => {
    await using resources = openResources();
    const { notify, set } = at(await openNotify(resources), monday);
    const receiver = await addReceiver(notify, { hour: 7 });
    const { sender, sent } = scriptedSender(notify, () => null);
    for (let ms = monday; ms < monday + 2 * dayMs; ms += minuteMs) {
      set(ms);
      await sendIfDue(sender, receiver);
    }
    expect(sent.map((one) => one.at)).toEqual([monday + 7 * hourMs, monday + 31 * hourMs]);
    expect(sent.map(({ key }) => key)).toEqual([`${receiver.id}-2026-10-05`, `${receiver.id}-2026-10-06`]);
    expect(await receiverOf(notify, receiver.id)).toMatchObject({
      lastSentAt: monday + 31 * hourMs,
      lastFailure: null,
    });
  });

  it('is made up for on the same day, not on the next', async () => {
    await using resources = openResources();
    const { notify, set } = at(await openNotify(resources), monday + 23 * hourMs);
    const receiver = await addReceiver(notify);
    const { sender, sent } = scriptedSender(notify, () => null);
    await sendIfDue(sender, receiver);
    expect(sent.map(({ day }) => day)).toEqual(['2026-10-05']);
    // Off all Tuesday; back on Wednesday before its hour.
    set(monday + 2 * dayMs + hourMs);
    await sendIfDue(sender, receiver);
    expect(sent).toHaveLength(1);
  });

  it('begins on the next day for who was added after its hour', async () => {
    await using resources = openResources();
    const { notify, set } = at(await openNotify(resources), monday + 10 * hourMs);
    const receiver = await addReceiver(notify, { addedAt: monday + 9 * hourMs });
    const { sender, sent } = scriptedSender(notify, () => null);
    await sendIfDue(sender, receiver);
    expect(sent).toEqual([]);
    set(monday + 31 * hourMs);
    await sendIfDue(sender, receiver);
    expect(sent).toHaveLength(1);
  });

  it('is tried three times, ever later, and the reason is kept; the next day begins anew', async () => {
    await using resources = openResources();
    const { notify, set } = at(await openNotify(resources), monday);
    const receiver = await addReceiver(notify);
    let reason: string | null = 'EAUTH 535';
    const { sender, sent } = scriptedSender(notify, () => reason);
    for (let ms = monday; ms < monday + dayMs; ms += minuteMs) {
      set(ms);
      await sendIfDue(sender, receiver);
    }
    expect(sent.map((one) => (one.at - monday) / minuteMs)).toEqual([420, 425, 455]);
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
    expect(await receiverOf(notify, receiver.id)).toMatchObject({
      lastSentAt: null,
      lastFailure: 'EAUTH 535',
    });
    reason = null;
    set(monday + 31 * hourMs);
    await sendIfDue(sender, receiver);
    expect((await receiverOf(notify, receiver.id)).lastFailure).toBeNull();
  });

  it('that cannot be gathered is tried three times too', async () => {
    await using resources = openResources();
    const { notify, set } = at(await openNotify(resources), monday);
    const receiver = await addReceiver(notify);
    let asked = 0;
    const lineList = (): never => {
      asked += 1;
      throw new Error('a bug');
    };
    const { sender } = scriptedSender(
      { ...notify, parts: { ...notify.parts, answers: { ...notify.parts.answers, lineList } } },
      () => null,
    );
    for (let ms = monday; ms < monday + dayMs; ms += minuteMs) {
      set(ms);
      await sendIfDue(sender, receiver);
    }
    expect(asked).toBe(3);
    expect((await receiverOf(notify, receiver.id)).lastFailure).toBe('SD-INTERNAL');
  });

  it('is sent on Sunday only where something is open', async () => {
    await using resources = openResources();
    const base = await openNotify(resources);
    const sunday = monday - dayMs;
    const { notify, set } = at(base, sunday + 7 * hourMs);
    const receiver = await addReceiver(notify);
    const { sender, sent } = scriptedSender(notify, () => null);
    await sendIfDue(sender, receiver);
    // What opens later on that day is told on Monday.
    notify.standing.outages = [outage({ start: sunday + 8 * hourMs })];
    set(sunday + 9 * hourMs);
    await sendIfDue(sender, receiver);
    expect(sent).toEqual([]);
    set(sunday - 7 * dayMs + 7 * hourMs);
    await sendIfDue(sender, receiver);
    expect(sent.map(({ day }) => day)).toEqual(['2026-09-27']);
  });

  it('of any day is never sent twice, wherever the clock jumps and whenever the broker starts', async () => {
    const jump = fc.integer({ min: -3 * 1_440, max: 3 * 1_440 });
    const step = fc.record({ minutes: jump, fails: fc.boolean(), isRestart: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        await using resources = openResources();
        const { notify, set } = at(await openNotify(resources), monday);
        const { id } = await addReceiver(notify);
        const taken: string[] = [];
        let nowMs = monday;
        let { sender } = scriptedSender(notify, () => null);
        for (const { minutes, fails, isRestart } of steps) {
          nowMs += minutes * minuteMs;
          set(nowMs);
          const answer = (): string | null => (fails ? 'ECONNREFUSED' : null);
          const scripted = scriptedSender(notify, answer);
          if (isRestart) sender = scripted.sender;
          else sender = { ...sender, channels: scripted.sender.channels };
          await sendIfDue(sender, await receiverOf(notify, id));
          if (!fails) taken.push(...scripted.sent.map(({ day }) => day));
        }
        expect(new Set(taken).size).toBe(taken.length);
      }),
      { numRuns: 15 },
    );
  });

  it('goes to a receiver once at a time', async () => {
    await using resources = openResources();
    const { notify } = at(await openNotify(resources), monday + 8 * hourMs);
    const receiver = await addReceiver(notify);
    const { sender, sent } = scriptedSender(notify, () => null);
    const outcomes = await Promise.all([
      sendIfDue(sender, receiver),
      sendIfDue(sender, receiver),
      sendNow(sender, receiver),
    ]);
    expect(sent).toHaveLength(1);
    expect(outcomes[2]).toBe('EBUSY');
    expect(await sendNow(sender, receiver)).toBeNull();
    expect(sent).toHaveLength(2);
  });

  it('that the broker’s end cut short is no failed try', async () => {
    await using resources = openResources();
    const { notify } = at(await openNotify(resources), monday + 8 * hourMs);
    const receiver = await addReceiver(notify);
    const { sender } = scriptedSender(notify, () => 'ABORT_ERR');
    sender.stopping.abort();
    await sendIfDue(sender, receiver);
    expect(await notify.store.digestDay(receiver.id, '2026-10-05')).toMatchObject({
      tries: 0,
      isDone: false,
    });
  });

  it('tells what backfill brought to light after the last one, also where it was over before', async () => {
    await using resources = openResources();
    const { notify, set } = at(await openNotify(resources), monday + 7 * hourMs);
    const receiver = await addReceiver(notify);
    const told: number[][] = [];
    const { sender } = scriptedSender(notify, ({ facts }) => {
      told.push(facts.ended.map(({ outageId }) => outageId));
      return null;
    });
    const before = { start: monday + 3 * hourMs, end: monday + 4 * hourMs };
    notify.standing.outages = [outage({ outageId: 20, ...before })];
    await sendIfDue(sender, receiver);
    notify.standing.outages.push(outage({ outageId: 21, ...before }));
    set(monday + 31 * hourMs);
    await sendIfDue(sender, await receiverOf(notify, receiver.id));
    set(monday + 55 * hourMs);
    await sendIfDue(sender, await receiverOf(notify, receiver.id));
    expect(told).toEqual([[20], [21], []]);
  });
});

describe('the daily digests', () => {
  it('go out by mail and webhook; one that fails holds up nobody', async () => {
    await using resources = openResources();
    const mail = await openMailServer(resources);
    const hook = await openHookServer(resources);
    const notify = await openNotify(resources, { ...mail.settings, ...hook.settings });
    await addReceiver(notify, { address: 'first@example.vn', hour: 9 });
    const dead = await addReceiver(notify, { channel: 'webhook', address: 'http://127.0.0.1:9/', hour: 9 });
    const gone = await addReceiver(notify, { unitId: 'gone', hour: 9 });
    const last = await addReceiver(notify, { channel: 'webhook', address: hook.url, hour: 9, lang: 'en' });
    const digests = notify.start();
    digests.start();
    await notify.clock.advance(59 * minuteMs);
    expect([mail.mails, hook.hooks]).toEqual([[], []]);
    await notify.clock.advance(minuteMs);
    await eventually(async () => (await receiverOf(notify, last.id)).lastSentAt ?? undefined);
    await eventually(() => mail.mails[0]);
    expect(hook.hooks.map(({ body }) => JSON.parse(body).lang)).toEqual(['en']);
    await eventually(async () => (await receiverOf(notify, dead.id)).lastFailure ?? undefined);
    expect((await receiverOf(notify, dead.id)).lastFailure).toBe('ECONNREFUSED');
    expect((await receiverOf(notify, gone.id)).lastFailure).toBe('SD-UNIT-UNKNOWN');
    await digests.stop();
  });

  it('wait after a start until the machines are back, then make up for the hour that passed', async () => {
    await using resources = openResources();
    const hook = await openHookServer(resources);
    const notify = await openNotify(resources, hook.settings);
    await addReceiver(notify, { channel: 'webhook', address: hook.url, hour: 6 });
    const first = notify.start();
    first.start();
    await notify.clock.advance(5 * minuteMs);
    expect(hook.hooks).toEqual([]);
    await notify.clock.advance(minuteMs);
    await eventually(() => hook.hooks[0]);
    await first.stop();
    const second = createDigests({ ...notify.parts, log: silentLog }, hook.settings);
    second.start();
    await notify.clock.advance(hourMs);
    await second.stop();
    expect(hook.hooks).toHaveLength(1);
  });
});
