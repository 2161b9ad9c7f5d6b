import { readFileSync, rmSync } from 'node:fs';
import type { SessionDeps } from '../shared/runtime/mqtt-session.ts';
import { writeSecretFile } from '../shared/runtime/secure-file.ts';

/** The TLS ticket on disk. Without it a connection only costs more. */
export type TicketFile = NonNullable<SessionDeps['ticket']> & {
  /** A resumed session speaks for the certificate it was made with: given up with it. */
  readonly drop: () => void;
};

export function openTicketFile(path: string): TicketFile {
  // A disk that takes no writes keeps the old ticket.
  let isDropped = false;
  return {
    load: () => {
      if (isDropped) return undefined;
      try {
        return readFileSync(path);
      } catch {
        return undefined;
      }
    },
    save: (ticket) => {
      if (writeSecretFile(path, ticket).ok) isDropped = false;
    },
    drop: () => {
      isDropped = true;
      try {
        rmSync(path, { force: true });
      } catch {}
    },
  };
}
