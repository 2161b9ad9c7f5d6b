import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueryKind } from '../../../shared/contract/query.ts';
import { queryKinds } from '../../../shared/contract/query-kinds.ts';
import { openResources } from '../../support/resources.ts';
import { openRig } from '../fleet/fleet-rig.ts';
import { admin, openQuestions, technicianOf } from './question-rig.ts';

const kinds = Object.keys(queryKinds) as QueryKind[];

describe('dispatch', () => {
  it('refuses what the role may not ask, whatever the parameters', async () => {
    await using resources = openResources();
    const { dispatch } = openQuestions(await openRig(resources));
    const auditor = { ...admin, role: 'auditor' as const };
    expect(await dispatch(auditor, 'deviceRevoke', { deviceId: 'x' })).toEqual({
      ok: false,
      error: { code: 'SD-MAY-NOT-ASK', values: { kind: 'deviceRevoke', role: 'auditor' } },
    });
  });

  it.each([
    ['view', { unitId: 'NOT A UNIT' }, 'unitId'],
    ['device', {}, 'deviceId'],
    ['device', null, 'deviceId'],
    ['devices', { room: 5 }, 'room'],
    ['deviceSet', { deviceId: 'd-aaaaaaaaaaaaaaaa', state: 'lost' }, 'state'],
    ['view', [], 'JSON'],
    ['view', 'text', 'JSON'],
  ] as const)('names the wrong field of %s %j', async (kind, params, field) => {
    await using resources = openResources();
    const { dispatch } = openQuestions(await openRig(resources));
    const result = await dispatch(admin, kind, params);
    expect(result).toMatchObject({ error: { code: 'SD-VALUE', values: { field } } });
  });

  it('audits every attempt to change something and no question', async () => {
    await using resources = openResources();
    const { dispatch, audited } = openQuestions(await openRig(resources));
    const planner = { ...admin, role: 'planner' as const };
    const deviceId = 'd-aaaaaaaaaaaaaaaa';
    await dispatch(admin, 'units', {});
    await dispatch(admin, 'deviceSet', { deviceId, role: 'student' });
    await dispatch(planner, 'deviceSet', { deviceId });
    await dispatch(admin, 'rosterImport', { csv: 'x'.repeat(100_000) });
    const { userId: actor } = admin;
    expect(audited).toMatchObject([
      { actor, action: 'deviceSet', subject: deviceId, detail: expect.stringContaining('"outcome":"ok"') },
      { actor, action: 'deviceSet', subject: deviceId, detail: expect.stringContaining('SD-MAY-NOT-ASK') },
      { actor, action: 'rosterImport', detail: expect.stringContaining('100002 characters') },
    ]);
    expect(audited.every(({ detail }) => (detail?.length ?? 0) < 400)).toBe(true);
  });

  it('audits figures that leave the house, and tells what is for those over everybody', async () => {
    await using resources = openResources();
    const { dispatch, audited } = openQuestions(await openRig(resources));
    await dispatch(admin, 'planning', {});
    expect(await dispatch(admin, 'planning', { purpose: 'export' })).toMatchObject({ ok: true });
    const planner = { ...technicianOf('sc'), role: 'planner' as const };
    expect(await dispatch(planner, 'rosterImport', { csv: '' })).toEqual({
      ok: false,
      error: { code: 'SD-OUTSIDE-UNIT', values: { what: 'rosterImport' } },
    });
    expect(audited).toMatchObject([
      { action: 'planning', detail: expect.stringContaining('"purpose":"export"') },
      { action: 'rosterImport', detail: expect.stringContaining('SD-OUTSIDE-UNIT') },
    ]);
  });

  it('tells a bug from an answer', async () => {
    await using resources = openResources();
    const broken = openQuestions(await openRig(resources), { units: () => Promise.reject(new Error('bug')) });
    expect(await broken.dispatch(admin, 'units', {})).toMatchObject({ error: { code: 'SD-INTERNAL' } });
  });

  it('is total: no parameters make it throw', async () => {
    await using resources = openResources();
    const { dispatch } = openQuestions(await openRig(resources));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...kinds),
        fc.oneof(
          fc.jsonValue({ maxDepth: 3 }),
          fc.object({ key: fc.constantFrom('unitId', 'deviceId', 'id', '__proto__') }),
        ),
        async (kind, params) => {
          const result = await dispatch(technicianOf('sc'), kind, params);
          expect(typeof result.ok).toBe('boolean');
        },
      ),
    );
  });
});
