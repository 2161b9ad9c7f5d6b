import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAskDesk } from '../../../broker/query/ask.ts';
import type { Dispatch } from '../../../broker/query/dispatch.ts';
import { decode, encode } from '../../../shared/contract/codec.ts';
import { maxWireBytes } from '../../../shared/contract/limits.ts';
import { type Tell, tell } from '../../../shared/contract/query.ts';
import { err, ok } from '../../../shared/domain/result.ts';
import { appError } from '../../../shared/runtime/app-error.ts';
import { createRecorder, silentLog } from '../fleet/fleet-rig.ts';
import { admin } from './question-rig.ts';

const cn = 'u-aaaaaaaaaaaaaaaa';
const other = 'u-bbbbbbbbbbbbbbbb';

function openDesk(dispatch: Dispatch, maxRunning = 3) {
  const recorder = createRecorder();
  const desk = createAskDesk(
    {
      dispatch,
      publish: recorder.publish,
      actorOf: (name) => (name === cn || name === other ? admin : null),
      log: silentLog,
    },
    { maxRunning, maxRunningPerUser: 2, maxWaitingPerUser: 3 },
  );
  const tells = (of = cn): Tell[] =>
    recorder.sent
      .filter(({ topic }) => topic === `drum/1/${of}/tell/window01`)
      .map(({ payload }) => {
        const message = decode(payload, tell);
        if (!message.ok) throw new Error(message.error.detail);
        return message.value;
      });
  return { desk, tells, recorder };
}

const question = (id: string, more: object = {}): Buffer =>
  encode({ v: 1, id, window: 'window01', kind: 'units', params: {}, ...more });

describe('a question', () => {
  it('is answered in pages of one message each, in order', async () => {
    const rows = Array.from({ length: 3 }, (_, index) => ({ units: [index] }));
    const { desk, tells } = openDesk(() => Promise.resolve(ok(rows)));
    await desk.receive(cn, question('q1'));
    await desk.idle();
    expect(tells()).toEqual(rows.map((body, page) => ({ v: 1, id: 'q1', page, last: page === 2, body })));
  });

  it('that fails is told the code and its values', async () => {
    const { desk, tells } = openDesk(() =>
      Promise.resolve(err(appError('SD-UNIT-UNKNOWN', { unit: 'x'.repeat(900) }))),
    );
    await desk.receive(cn, question('q1'));
    await desk.idle();
    expect(tells()).toMatchObject([{ last: true, error: { code: 'SD-UNIT-UNKNOWN' } }]);
    expect(tells()[0]?.error?.values.unit?.length).toBe(500);
  });

  it('of an unknown kind is answered, naming the field', async () => {
    const { desk, tells } = openDesk(() => Promise.resolve(ok([{}])));
    for (const kind of ['hack', '__proto__', 'toString', 5, null])
      await desk.receive(cn, question('q1', { kind }));
    await desk.idle();
    expect(tells().length).toBe(5);
    expect(tells().every(({ error }) => error?.code === 'SD-KIND-UNKNOWN')).toBe(true);
  });

  it('whose answer does not fit one message says so', async () => {
    const noise = Array.from({ length: 20_000 }, (_, index) => Math.sin(index).toString(36));
    const { desk, tells, recorder } = openDesk(() => Promise.resolve(ok([{ noise }])));
    await desk.receive(cn, question('q1'));
    await desk.idle();
    expect(tells()).toMatchObject([{ last: true, error: { code: 'SD-INTERNAL' } }]);
    expect(recorder.sent.every(({ payload }) => payload.length <= maxWireBytes)).toBe(true);
  });

  it('of nobody, or unreadable, is dropped', async () => {
    const { desk, recorder } = openDesk(() => Promise.resolve(ok([{}])));
    await desk.receive('u-cccccccccccccccc', question('q1'));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        await desk.receive(cn, Buffer.from(bytes));
      }),
    );
    await desk.receive(cn, question('q1', { window: '+/#00000' }));
    expect(recorder.sent).toEqual([]);
    expect(desk.counters().asksDropped).toBeGreaterThan(100);
  });
});

describe('a flood', () => {
  it('is bounded: some run, some wait, the rest is told that the broker is busy', async () => {
    const running: (() => void)[] = [];
    let most = 0;
    const { desk, tells } = openDesk(
      () =>
        new Promise((resolve) => {
          running.push(() => resolve(ok([{}])));
          most = Math.max(most, running.length);
        }),
    );
    for (let number = 0; number < 10; number += 1) await desk.receive(cn, question(`q${number}`));
    expect(running.length).toBe(2);
    expect(tells().map(({ error }) => error?.code)).toEqual(Array(5).fill('SD-BUSY'));
    await desk.receive(other, question('o1'));
    await desk.receive(other, question('o2'));
    expect(running.length).toBe(3);
    while (running.length > 0) {
      running.shift()?.();
      for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }
    await desk.idle();
    expect(most).toBe(3);
    expect(tells().filter(({ error }) => error === undefined).length).toBe(5);
    expect(tells(other).map(({ id }) => id)).toEqual(['o1', 'o2']);
    expect(desk.counters()).toEqual({ asksAnswered: 7, asksRefused: 5, asksDropped: 0 });
  });
});
