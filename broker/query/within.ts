import type { Unit } from '../../shared/contract/view.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { isInSubtree, type UnitTree } from '../fleet/unit-tree.ts';
import type { Assignment, RegistryStore } from '../store/registry-port.ts';
import type { Actor } from './handler.ts';

/** Where a machine belongs, if that is within the actor's unit. */
export async function assignmentWithin(
  { store, tree }: { readonly store: Pick<RegistryStore, 'assignment'>; readonly tree: () => UnitTree },
  actor: Actor,
  deviceId: string,
): Promise<Result<Assignment, AppError>> {
  const assignment = await store.assignment(deviceId);
  if (assignment === null) return err(appError('SD-DEVICE-UNKNOWN', { id: deviceId }));
  return isSchoolWithin(tree(), actor, assignment.schoolCode) ? ok(assignment) : outside(deviceId);
}

/** The school, if it is within the actor's unit. */
export function schoolWithin(tree: UnitTree, actor: Actor, schoolCode: string): Result<Unit, AppError> {
  const school = tree.schools.get(schoolCode)?.unit;
  if (school === undefined) return err(appError('SD-SCHOOL-UNKNOWN', { school: schoolCode }));
  return isInSubtree(tree, actor.unitId, school.unitId) ? ok(school) : outside(schoolCode);
}

/** A school that left the roster belongs to whoever is over everything. */
export function isSchoolWithin(tree: UnitTree, actor: Actor, schoolCode: string): boolean {
  const node = tree.schools.get(schoolCode) ?? tree.root;
  return node !== null && isInSubtree(tree, actor.unitId, node.unit.unitId);
}

/** Refuses what lies outside the actor's unit. */
export function outside(what: string): Result<never, AppError> {
  return err(appError('SD-OUTSIDE-UNIT', { what }));
}
