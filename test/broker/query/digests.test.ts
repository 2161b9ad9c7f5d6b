import { describe, expect, it } from 'vitest';
import { createDigestAnswers } from '../../../broker/query/digest-answers.ts';
import type { Actor } from '../../../broker/query/handler.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { openHookServer } from '../notify/hook-server.ts';
import { openMailServer } from '../notify/mail-server.ts';
import { openNotify } from '../notify/notify-rig.ts';
import { outage } from '../notify/sample-digest.ts';
import { admin, openQuestions, pagesFor, technicianOf } from './question-rig.ts';

async function openDigests(resources: Resources) {
  const mail = await openMailServer(resources);
  const hook = await openHookServer(resources);
  const settings = { ...mail.settings, ...hook.settings };
  const notify = await openNotify(resources, settings);
  const digests = notify.start();
  const { dispatch, audited } = openQuestions(notify, createDigestAnswers({ ...notify, digests, settings }));
  const add = async (actor: Actor, params: object) => {
    const wish = { channel: 'email', address: 'a@example.vn', hour: 7, lang: 'vi', ...params };
    const added = await dispatch(actor, 'digestAdd', wish);
    return added.ok ? 'ok' : `${added.error.code} ${Object.values(added.error.values).join(' ')}`;
  };
  const list = async (actor: Actor) =>
    (await pagesFor(dispatch, actor, 'digestList')).flatMap(({ channels }) => channels);
  const code = async (actor: Actor, kind: 'digestSend' | 'digestRemove' | 'digestShow', params: object) => {
    const answer = await dispatch(actor, kind, params);
    return answer.ok ? 'ok' : `${answer.error.code} ${Object.values(answer.error.values).join(' ')}`;
  };
  return { ...notify, dispatch, audited, add, list, code, mail, hook };
}

const ofCommune = technicianOf('c1');

describe('receivers of the digest', () => {
  it('are added, listed and removed within one’s own unit alone', async () => {
    await using resources = openResources();
    const { add, list, code } = await openDigests(resources);
    expect(await add(ofCommune, {})).toBe('ok');
    expect(await add(ofCommune, { unitId: 'sa', address: 'b@example.vn' })).toBe('ok');
    expect(await add(ofCommune, { unitId: 'c2' })).toBe('SD-OUTSIDE-UNIT c2');
    expect(await add(ofCommune, { unitId: 'root' })).toBe('SD-OUTSIDE-UNIT root');
    expect(await add(admin, { unitId: 'nowhere' })).toBe('SD-UNIT-UNKNOWN nowhere');
    expect(await add(admin, { address: 'c@example.vn' })).toBe('ok');
    expect((await list(ofCommune)).map(({ id, unitName }) => [id, unitName])).toEqual([
      [1, 'Xã Một'],
      [2, 'Trường A'],
    ]);
    expect(await list(technicianOf('c2'))).toEqual([]);
    expect((await list(admin)).map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(await code(technicianOf('c2'), 'digestRemove', { id: 1 })).toBe('SD-OUTSIDE-UNIT 1');
    expect(await code(technicianOf('c2'), 'digestSend', { id: 3 })).toBe('SD-OUTSIDE-UNIT 3');
    expect(await code(ofCommune, 'digestRemove', { id: 1 })).toBe('ok');
    expect(await code(ofCommune, 'digestRemove', { id: 1 })).toBe('SD-DIGEST-UNKNOWN 1');
    expect((await list(admin)).map(({ id }) => id)).toEqual([2, 3]);
  });

  it('are at most a hundred, and none twice', async () => {
    await using resources = openResources();
    const { add } = await openDigests(resources);
    expect(await add(admin, { address: 'a0@example.vn' })).toBe('ok');
    expect(await add(admin, { address: 'a0@example.vn' })).toMatch(/^SD-DIGEST-KNOWN /);
    for (let number = 1; number < 100; number += 1) {
      expect(await add(admin, { address: `a${number}@example.vn` })).toBe('ok');
    }
    expect(await add(admin, { address: 'more@example.vn' })).toBe('SD-LIST-FULL receivers 100');
  });

  it.each([
    ['email', 'a@b.vn\r\nBcc: c@d.vn'],
    ['email', 'https://example.org/'],
    ['webhook', 'http://example.org/'],
    ['webhook', 'https://169.254.169.254/'],
    ['webhook', 'a@example.vn'],
  ])('have an address that can be one: %s %j', async (channel, address) => {
    await using resources = openResources();
    const { add, list } = await openDigests(resources);
    expect(await add(admin, { channel, address })).toMatch(/^SD-DIGEST-ADDRESS /);
    expect(await list(admin)).toEqual([]);
  });

  it('on the broker’s own machine are for its administrator to name', async () => {
    await using resources = openResources();
    const { add } = await openDigests(resources);
    const local = { channel: 'webhook', address: 'http://127.0.0.1:9000/' };
    expect(await add(technicianOf('root'), local)).toMatch(/^SD-DIGEST-ADDRESS /);
    expect(await add(admin, local)).toBe('ok');
  });

  it('of a webhook show no path: it is often a password', async () => {
    await using resources = openResources();
    const { add, list, code } = await openDigests(resources);
    await add(admin, { channel: 'webhook', address: 'https://127.0.0.1:9/hooks/secret' });
    expect((await list(admin))[0]?.address).toBe('https://127.0.0.1:9/…');
    expect(await code(admin, 'digestSend', { id: 1 })).toBe(
      'SD-DIGEST-UNSENT https://127.0.0.1:9/… ECONNREFUSED',
    );
    expect((await list(admin))[0]?.lastFailure).toBe('ECONNREFUSED');
  });

  it('learn at once that no mail can leave yet', async () => {
    await using resources = openResources();
    const notify = await openNotify(resources);
    const answers = createDigestAnswers({ ...notify, digests: notify.start(), settings: {} });
    const { dispatch } = openQuestions(notify, answers);
    const wish = { channel: 'email', address: 'a@example.vn', hour: 7, lang: 'vi' };
    const [added] = await pagesFor(dispatch, admin, 'digestAdd', wish);
    expect(added?.channel.lastFailure).toBe('smtpHost');
  });
});

describe('a digest', () => {
  it('is shown as it would be sent, line by line, in the language asked for', async () => {
    await using resources = openResources();
    const { dispatch, standing, mail, add, code, clock } = await openDigests(resources);
    standing.outages = [outage({ start: clock.now() - 3_600_000 })];
    const [shown] = await pagesFor(dispatch, ofCommune, 'digestShow', { lang: 'en' });
    expect(shown?.subject).toContain('Xã Một');
    expect(shown?.text.split('\n').length).toBeGreaterThan(5);
    await add(ofCommune, { lang: 'en' });
    expect(await code(ofCommune, 'digestSend', { id: 1 })).toBe('ok');
    expect(mail.mails).toHaveLength(1);
    expect(await code(ofCommune, 'digestShow', { unitId: 'c2' })).toBe('SD-OUTSIDE-UNIT c2');
  });

  it('is sent by nobody who may only read, and each sending is audited', async () => {
    await using resources = openResources();
    const { add, code, audited } = await openDigests(resources);
    await add(admin, {});
    const planner: Actor = { ...admin, role: 'planner' };
    expect(await code(planner, 'digestSend', { id: 1 })).toMatch('SD-MAY-NOT-ASK');
    expect(await code(admin, 'digestSend', { id: 1 })).toBe('ok');
    expect(audited.map(({ action }) => action)).toEqual(['digestAdd', 'digestSend', 'digestSend']);
  });
});
