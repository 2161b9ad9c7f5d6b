import { expect, test } from 'vitest';
import { createAnswers, mergePages } from '../../console/answers.ts';
import { encode } from '../../shared/contract/codec.ts';
import { createManualClock } from '../../shared/runtime/clock.ts';
import { sampleUnit } from './sample-fleet.ts';

const tell = (page: number, last: boolean, body: object) => encode({ v: 1, id: 'q1', page, last, body });
const units = (n: number) => ({ units: [{ ...sampleUnit, unitId: `u${n}` }] });

test('pages come together in their order, whatever order they came in', async () => {
  const answers = createAnswers(createManualClock(0));
  const answer = answers.expect('q1', 'units');
  answers.receive(tell(2, true, units(2)));
  answers.receive(tell(0, false, units(0)));
  answers.receive(tell(1, false, units(1)));
  const merged = await answer;
  expect(merged.ok && merged.value.units.map(({ unitId }) => unitId)).toEqual(['u0', 'u1', 'u2']);
});

test('an answer that stalls for 15 s fails; each page gives it 15 s more', async () => {
  const clock = createManualClock(0);
  const answers = createAnswers(clock);
  const answer = answers.expect('q1', 'units');
  await clock.advance(14_000);
  answers.receive(tell(0, false, units(0)));
  await clock.advance(14_000);
  answers.receive(tell(2, true, units(2)));
  await clock.advance(15_000);
  expect(await answer).toMatchObject({
    ok: false,
    error: { code: 'SD-ANSWER-TIMEOUT', values: { what: 'units' } },
  });
});

test('a digest may take as long as the broker waits for a mail server', async () => {
  const clock = createManualClock(0);
  const answers = createAnswers(clock);
  const answer = answers.expect('q1', 'digestSend');
  await clock.advance(50_000);
  const refusal = { code: 'SD-DIGEST-UNSENT', values: { address: 'a', reason: 'ETIMEDOUT' } };
  answers.receive(encode({ v: 1, id: 'q1', page: 0, last: true, error: refusal }));
  expect(await answer).toMatchObject({ ok: false, error: { code: 'SD-DIGEST-UNSENT' } });
});

test('a body of the wrong shape names its field; a refusal keeps its code; an unknown code is an unreadable answer', async () => {
  const answers = createAnswers(createManualClock(0));
  const wrong = answers.expect('q1', 'units');
  answers.receive(tell(0, true, { units: [{ unitId: '!' }] }));
  expect(await wrong).toMatchObject({
    ok: false,
    error: { code: 'SD-ANSWER-INVALID', values: { field: 'units.0.unitId' } },
  });
  const refused = answers.expect('q1', 'units');
  const refusal = { code: 'SD-BROKER-REFUSED', values: { address: 'a', reason: 'role' } };
  answers.receive(encode({ v: 1, id: 'q1', page: 0, last: true, error: refusal }));
  expect(await refused).toEqual({ ok: false, error: refusal });
  const unknown = answers.expect('q1', 'units');
  answers.receive(
    encode({ v: 1, id: 'q1', page: 0, last: true, error: { code: 'SD-NEVER-HEARD', values: {} } }),
  );
  expect(await unknown).toMatchObject({ ok: false, error: { code: 'SD-ANSWER-INVALID' } });
});

test('what nobody asked and what nobody can read changes nothing', async () => {
  const clock = createManualClock(0);
  const answers = createAnswers(clock);
  const answer = answers.expect('q1', 'units');
  answers.receive(encode({ v: 1, id: 'other', page: 0, last: true, body: units(0) }));
  answers.receive(Buffer.from('\u0001not deflate'));
  answers.receive(Buffer.alloc(0));
  await clock.advance(15_000);
  expect((await answer).ok).toBe(false);
});

test('merging keeps the first of what is no list', () => {
  expect(
    mergePages([
      { asAt: 1, schools: [1] },
      { schools: [2], devices: [3] },
    ]),
  ).toEqual({
    asAt: 1,
    schools: [1, 2],
    devices: [3],
  });
});
