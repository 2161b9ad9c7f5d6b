import type { Clock } from '../../shared/runtime/clock.ts';
import type { StoredBirth } from '../ingest/stored.ts';

/** Whose connection it is: the machine's own until a birth shows other hardware. */
export type SessionKind = 'none' | 'own' | 'foreign';

/** A process and its connection, as its birth named them. */
export type Born = { readonly boot: string; readonly conn: number };

type DeviceSession = {
  readonly certificateSha256: string;
  readonly openedAt: number;
  own: Born | null;
  foreign: Born | null;
};

/** Who is connected under each machine's id now, with which certificate, and born as what. */
export type DeviceSessions = {
  readonly open: (deviceId: string, certificateSha256: string) => void;
  readonly close: (deviceId: string) => void;
  /** Takes note of a birth, unless it is of a connection before this one. */
  readonly born: (birth: StoredBirth) => void;
  readonly kindOf: (deviceId: string) => SessionKind;
  readonly certificateOf: (deviceId: string) => string | null;
  /** Null while nothing was born on this connection. */
  readonly bornAs: (deviceId: string) => Born | null;
};

/**
 * A take-over leaves messages of the old connection on the way, which may come to light after the new connection stands. So
 * one own birth makes a connection the machine's own, whatever foreign birth comes before or after it: a live machine is
 * never taken for another.
 */
export function createDeviceSessions({ clock }: { readonly clock: Clock }): DeviceSessions {
  const sessions = new Map<string, DeviceSession>();
  return {
    open: (deviceId, certificateSha256) => {
      sessions.set(deviceId, { certificateSha256, openedAt: clock.now(), own: null, foreign: null });
    },
    close: (deviceId) => void sessions.delete(deviceId),
    born: ({ deviceId, birth: { boot, conn }, receivedAt, isForeign }) => {
      const session = sessions.get(deviceId);
      if (session === undefined || receivedAt < session.openedAt) return;
      session[isForeign ? 'foreign' : 'own'] = { boot, conn };
    },
    kindOf: (deviceId) => {
      const session = sessions.get(deviceId);
      if (session === undefined) return 'none';
      return session.own === null && session.foreign !== null ? 'foreign' : 'own';
    },
    certificateOf: (deviceId) => sessions.get(deviceId)?.certificateSha256 ?? null,
    bornAs: (deviceId) => {
      const session = sessions.get(deviceId);
      return session?.own ?? session?.foreign ?? null;
    },
  };
}
