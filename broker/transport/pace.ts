import type { Duplex } from 'node:stream';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Account, Limits } from './limits.ts';
import type { Delay } from './refusals.ts';

/**
 * Whether a connection may be read now; while not, its bytes wait in the socket and, once that is full, at their sender.
 * Says `readable` when it may be again.
 */
export function createPace(
  deps: {
    readonly clock: Clock;
    readonly limits: Limits;
    readonly onHeld: (reason: Delay) => void;
  },
  {
    stream,
    account,
    address,
  }: { readonly stream: Duplex; readonly account: Account; readonly address: string },
): () => boolean {
  const { clock, limits } = deps;
  let isHeld = false;
  const resume = (): void => {
    isHeld = false;
    if (!stream.destroyed) stream.emit('readable');
  };
  return () => {
    if (isHeld) return false;
    const waitMs = limits.waitMs(account);
    if (waitMs > 0) {
      isHeld = true;
      deps.onHeld('slowed');
      clock.after(waitMs, resume, { isBackground: true });
    } else if (limits.isCongested()) {
      isHeld = true;
      deps.onHeld('congested');
      limits.awaitTurn(address, resume);
    }
    return !isHeld;
  };
}
