import { setImmediate } from 'node:timers/promises';
import { err, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { createRateLimit } from '../http/rate-limit.ts';
import type { JoiningDeps, Origin } from './joining.ts';
import { createTurn } from './turn.ts';

/** A school of 512 machines behind one address, each asking twice and once more after a lost answer. */
const genuineLimit = { burst: 2_048, perSecond: 32, maxKeys: 10_000 };
/** A lab that types a token wrong several times; then one try a second. */
const wrongOfNetwork = { burst: 256, perSecond: 1, maxKeys: 10_000 };
/** The same from many networks at once. */
const wrongOfClaim = { burst: 512, perSecond: 1, maxKeys: 10_000 };
/** Proofs that wait for their turn, 1 ms each where a signature is checked (measured): 2 s, which whoever joins can wait. */
export const maxProofsWaiting = 2_048;
/** Refusals written to the audit log: a burst, then a few an hour; what exceeds it stands in the program's log. */
const auditedLimit = { burst: 1_000, perSecond: 0.001, maxKeys: 1 };
/** Lines of the program's log about refusals. */
const loggedLimit = { burst: 1_000, perSecond: 1, maxKeys: 1 };

/** Who proved to ask: a token's or a machine's id. */
type Proven = { readonly subject: string };

/** Proves who asks, then does what is asked; `claimed` is what an unproven request says of itself. */
export type Guard = <P extends Proven, T>(
  origin: Origin,
  claimed: string,
  prove: () => Promise<Result<P, AppError>>,
  work: (proof: P) => Promise<Result<T, AppError>>,
) => Promise<Result<T, AppError>>;

/**
 * The door's limits. Wrong secrets and signatures are counted apart from genuine requests, by network and by what they
 * claim: who guesses among 2^128 is told to wait and slows nobody else behind the same address. Refusals leave an audit line
 * without the secret, within bounds. What is not proven yet is looked at one by one, so that it takes no machine's turn.
 */
export function createGuard(deps: Pick<JoiningDeps, 'clock' | 'log' | 'store'>): Guard {
  const genuine = createRateLimit(deps, genuineLimit);
  const wrongNetworks = createRateLimit(deps, wrongOfNetwork);
  const wrongClaims = createRateLimit(deps, wrongOfClaim);
  const audited = createRateLimit(deps, auditedLimit);
  const logged = createRateLimit(deps, loggedLimit);
  const refused = async (subject: string, error: AppError): Promise<Result<never, AppError>> => {
    const { code } = error;
    if (logged.take('refusals')) deps.log.warn({ subject, code }, 'join refused');
    if (audited.take('refusals')) {
      const at = deps.clock.now();
      await deps.store.audit({ at, actor: 'join', action: 'join-refused', subject, detail: code });
    }
    return err(error);
  };
  const inTurn = createTurn();
  let waiting = 0;
  const proofOf = async <P>(prove: () => Promise<Result<P, AppError>>): Promise<Result<P, AppError>> => {
    await setImmediate();
    return prove();
  };
  return async ({ network }, claimed, prove, work) => {
    if (waiting >= maxProofsWaiting) return err(appError('SD-JOIN-BUSY'));
    waiting += 1;
    const proof = await inTurn(() => proofOf(prove)).finally(() => {
      waiting -= 1;
    });
    if (!proof.ok) {
      const mayBeTold = wrongNetworks.take(network) && wrongClaims.take(claimed);
      return mayBeTold ? refused(claimed, proof.error) : err(appError('SD-JOIN-BUSY'));
    }
    if (!genuine.take(network)) return err(appError('SD-JOIN-BUSY'));
    const result = await work(proof.value);
    return result.ok ? result : refused(proof.value.subject, result.error);
  };
}
