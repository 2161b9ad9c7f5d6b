import type { DeviceState, Role } from '../../shared/domain/device.ts';
import type { Likeness } from '../../shared/domain/fingerprint.ts';
import { declaredMargin, maxCopiesPerModel, maxNewcomersPerModel } from './caps.ts';
import type { SchoolMachine } from './enrol-events.ts';

/** Who the holder of a machine's key is, that wants a key of its own. */
export type NewKeyCase = {
  /** Of its hardware with that machine's. */
  readonly likeness: Likeness;
  /** An operator ordered that it becomes another machine. */
  readonly isOrdered: boolean;
  /** The machine that was split off this key before, with this hardware. */
  readonly earlierId: string | null;
};

/** The machine itself, a copy that has its own id already, or a copy that needs one. */
export type NewKeyDecision =
  | { readonly kind: 'same' }
  | { readonly kind: 'again'; readonly deviceId: string }
  | { readonly kind: 'split' };

/**
 * Unknown hardware is not other hardware. An operator's word comes before what hardware says, since it is given where
 * hardware says nothing.
 */
export function decideNewKey({ likeness, isOrdered, earlierId }: NewKeyCase): NewKeyDecision {
  if (isOrdered) return { kind: 'split' };
  if (likeness !== 'other') return { kind: 'same' };
  return earlierId === null ? { kind: 'split' } : { kind: 'again', deviceId: earlierId };
}

export type NewcomerCase = {
  /** New ids of copies of the same machine within the cap's time. */
  readonly splits: number;
  readonly role: Role;
  readonly declaredStudentPcs: number | null;
  readonly machines: readonly SchoolMachine[];
};

const studentRoles: readonly Role[] = ['student', 'unknown'];

/** In which state a machine that was split off is taken; null: not at all. */
export function newcomerState(newcomer: NewcomerCase): Extract<DeviceState, 'approved' | 'pending'> | null {
  if (newcomer.splits >= maxNewcomersPerModel) return null;
  if (newcomer.splits >= maxCopiesPerModel) return 'pending';
  const { declaredStudentPcs: declared, role, machines } = newcomer;
  if (declared === null || declared === 0 || !studentRoles.includes(role)) return 'approved';
  const counted = machines.filter(
    (machine) =>
      studentRoles.includes(machine.role) && machine.state !== 'pending' && machine.state !== 'retired',
  );
  return counted.length + 1 > declared * declaredMargin ? 'pending' : 'approved';
}
