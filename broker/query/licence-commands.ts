import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Rules } from '../fleet/standing.ts';
import type { LicenceRecord, LicenceStore } from '../store/licence-port.ts';
import { scopeOf } from './finding-scope.ts';
import type { Actor, Handler, Handlers } from './handler.ts';
import { coverageOf, type LicenceFrame, licenceRows } from './licence-rows.ts';
import { pagesOf } from './paginate.ts';
import { isSchoolWithin, outside, schoolWithin } from './within.ts';

export type LicenceDeps = {
  readonly fleet: Fleet;
  readonly store: LicenceStore;
  readonly clock: Clock;
  readonly rules: Rules;
};

export type LicenceKind =
  | 'licenceList'
  | 'licenceSet'
  | 'licenceRemove'
  | 'reviewPolicyShow'
  | 'reviewPolicySet';

/** As many as a review takes. */
const maxPerSchool = 200;

/** The register of licences that schools keep, and the installation's rule for reading it. */
export function createLicenceCommands(deps: LicenceDeps): Pick<Handlers, LicenceKind> {
  const { fleet, clock, rules } = deps;
  const { findings } = fleet;
  const frame = (): LicenceFrame => ({ fleet, rules, nowMs: clock.now() });
  return {
    licenceList: ({ schoolCode }, actor) => Promise.try(() => listOf(fleet, actor, schoolCode, frame())),
    licenceSet: licenceSetHandler(deps, frame),
    licenceRemove: async ({ id }, actor) => {
      const known = await licenceWithin(deps, actor, id);
      if (!known.ok) return known;
      await deps.store.removeLicence(id, clock.now(), actor.userId);
      await findings.registerChanged(known.value.schoolCode);
      return ok([{ id }]);
    },
    reviewPolicyShow: () => Promise.resolve(ok([{ policy: findings.policy() }])),
    reviewPolicySet: async ({ builtInAntivirusIsLicensed }) => {
      const now = findings.policy();
      const policy = {
        builtInAntivirusIsLicensed: builtInAntivirusIsLicensed ?? now.builtInAntivirusIsLicensed,
      };
      await findings.setPolicy(policy);
      return ok([{ policy }]);
    },
  };
}

function listOf(
  fleet: Fleet,
  actor: Actor,
  schoolCode: string | undefined,
  frame: LicenceFrame,
): Awaited<ReturnType<Handler<'licenceList'>>> {
  const scope = scopeOf(fleet, actor, { schoolCode });
  if (!scope.ok) return scope;
  const { schoolCodes } = scope.value;
  const licences = schoolCodes.flatMap((code) => licenceRows(code, frame));
  const coverage = schoolCodes.flatMap((code) => coverageOf(code, frame) ?? []);
  return ok(pagesOf({ licences, coverage }));
}

function licenceSetHandler(deps: LicenceDeps, frame: () => LicenceFrame): Handler<'licenceSet'> {
  const { fleet, store, clock } = deps;
  return async (wish, actor) => {
    const { id, schoolCode, product, seats, expiresOn, note } = wish;
    const allowed = await maySet(deps, actor, wish);
    if (!allowed.ok) return allowed;
    const version = {
      ...{ validFrom: clock.now(), schoolCode, product: product.trim(), seats },
      ...{ expiresOn: expiresOn ?? null, note: note?.trim() || null },
    };
    const saved = await store.saveLicence(id ?? null, version, actor.userId);
    await fleet.findings.registerChanged(schoolCode);
    const licence = licenceRows(schoolCode, frame()).find((row) => row.id === saved);
    return licence === undefined ? unknownLicence(saved) : ok([{ licence }]);
  };
}

async function maySet(
  deps: LicenceDeps,
  actor: Actor,
  { id, schoolCode }: Parameters<Handler<'licenceSet'>>[0],
): Promise<Result<void, AppError>> {
  const { picture, findings } = deps.fleet;
  const school = schoolWithin(picture.tree(), actor, schoolCode);
  if (!school.ok) return school;
  if (id === undefined) {
    const isFull = findings.licencesOf(schoolCode).length >= maxPerSchool;
    return isFull
      ? err(appError('SD-LIST-FULL', { list: 'licences', most: String(maxPerSchool) }))
      : ok(undefined);
  }
  const known = await licenceWithin(deps, actor, id);
  if (!known.ok) return known;
  const isItsOwn = known.value.schoolCode === schoolCode;
  return isItsOwn ? ok(undefined) : wrongValue('id', 'other-school');
}

async function licenceWithin(
  { store, fleet }: LicenceDeps,
  actor: Actor,
  id: number,
): Promise<Result<LicenceRecord, AppError>> {
  const licence = (await store.licences()).find((one) => one.id === id);
  if (licence === undefined) return unknownLicence(id);
  return isSchoolWithin(fleet.picture.tree(), actor, licence.schoolCode) ? ok(licence) : outside(String(id));
}

function unknownLicence(id: number): Result<never, AppError> {
  return err(appError('SD-LICENCE-UNKNOWN', { id: String(id) }));
}
