import { expect, test } from 'vitest';
import { createAuditAnswers } from '../../../broker/query/audit-answers.ts';
import { openResources } from '../../support/resources.ts';
import { addUser, openRig } from '../fleet/fleet-rig.ts';
import { admin, openQuestions, pagesFor } from './question-rig.ts';

test('the audit log, newest first: all of it over everything, the own people’s lines over a part', async () => {
  await using resources = openResources();
  const rig = await openRig(resources);
  const { dispatch } = openQuestions(
    rig,
    createAuditAnswers({ store: rig.store, tree: rig.fleet.picture.tree }),
  );
  const people = [await addUser(rig.store, 'sa'), await addUser(rig.store, 'sc', 'school-officer')];
  const actors = ['local', people[0]!.userId, people[1]!.userId, people[0]!.userId];
  for (const [at, actor] of actors.entries()) await rig.store.audit({ at, actor, action: 'deviceSet' });
  const auditorOver = (unitId: string) => ({ ...admin, role: 'auditor' as const, unitId });
  const times = async (unitId: string, params: object = {}) =>
    (await pagesFor(dispatch, auditorOver(unitId), 'auditList', params)).flatMap(({ entries }) =>
      entries.map(({ at }) => at),
    );
  expect(await times('root')).toEqual([3, 2, 1, 0]);
  expect(await times('c1')).toEqual([3, 1]);
  expect(await times('sc')).toEqual([2]);
  expect(await times('c1', { limit: 1 })).toEqual([3]);
  const [page] = await pagesFor(dispatch, auditorOver('c1'), 'auditList', { limit: 1 });
  expect(await times('c1', { beforeId: page?.entries[0]?.id })).toEqual([1]);
  expect(page?.entries[0]).toMatchObject({ actor: actors[3], subject: null, detail: null });
});
