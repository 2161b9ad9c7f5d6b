import type { Log } from '../shared/runtime/log.ts';
import type { SessionConfig } from '../shared/runtime/mqtt-session.ts';
import { type Identity, writeIdentity } from './identity.ts';
import type { TicketFile } from './ticket-file.ts';

/** Who this machine is now: changes while the agent runs, on disk and from the next connection on. */
export type IdentityBook = {
  readonly current: () => Identity;
  readonly replace: (next: Identity) => void;
  readonly credentials: SessionConfig['credentials'];
};

/** On a disk that takes no writes a change is kept in memory, and happens again after the next start. */
export function createIdentityBook(
  folder: string,
  known: Identity,
  deps: { readonly log: Log; readonly ticket: Pick<TicketFile, 'drop'> },
): IdentityBook {
  let current = known;
  let isUnkept = false;
  return {
    current: () => current,
    replace: (next) => {
      // Before the identity: a crash in between leaves no ticket of another device.
      if (next.certificate !== current.certificate) deps.ticket.drop();
      current = next;
      const written = writeIdentity(folder, next);
      if (!written.ok && !isUnkept) {
        deps.log.error({ code: written.error.code }, 'a changed identity could not be kept: held in memory');
      }
      isUnkept = !written.ok;
    },
    credentials: () => ({ ca: current.ca, certificate: current.certificate, key: current.key }),
  };
}
