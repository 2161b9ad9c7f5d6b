import { err } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Handlers } from '../query/handler.ts';
import type { Store } from '../store/store.ts';

export type RegisterDeps = { readonly fleet: Fleet; readonly store: Store; readonly clock: Clock };
export type RegisterKind = 'registerImport' | 'registerRows' | 'schoolMerge' | 'schoolRecode';

/** Registers that people keep, imported from lists. */
export function createRegisterCommands(_deps: RegisterDeps): Pick<Handlers, RegisterKind> {
  const refuse = () => Promise.resolve(err(appError('SD-INTERNAL', { reason: 'register' })));
  return { registerImport: refuse, registerRows: refuse, schoolMerge: refuse, schoolRecode: refuse };
}
