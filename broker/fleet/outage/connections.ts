import type { SessionEnd } from '../../../shared/domain/outage/evidence.ts';
import type { StoredBirth, StoredDeath } from '../../ingest/stored.ts';
import type { SessionRow } from '../../store/evidence-port.ts';
import type { SessionLoss } from '../../transport/transport.ts';

/** While it stands, nobody told what keep-alive a connection has: that of machines that are always connected (120 s). */
const usualSilenceMs = 180_000;
/** Of one machine: the one that stands, and those that ended just now, whose births and goodbyes may still be on their way. */
const maxLinks = 4;

/** A connection in the making. */
export type HeldSession = { -readonly [Name in keyof SessionRow]: SessionRow[Name] } & {
  /** How old the process before was at its last minute, as long as nobody looked up when it started. */
  previousUpMs: number | null;
  /** Windows ends the agent's task without a goodbye when it shuts down: a closed socket tells nothing. */
  readonly endsUntold: boolean;
};

/** A connection as the transport told of it; its birth comes once it is stored. */
type Link = {
  readonly address: string | null;
  readonly openedAt: number;
  closed: { readonly at: number; readonly loss: SessionLoss } | null;
  session: HeldSession | null;
};

/** Who is or was connected just now: what the transport tells, put together with births and goodbyes in any order. */
export type Connections = {
  readonly opened: (deviceId: string, address: string, at: number) => void;
  readonly closed: (deviceId: string, loss: SessionLoss, at: number) => void;
  readonly born: (birth: StoredBirth) => void;
  readonly died: (death: StoredDeath) => void;
  /** Something of the machine arrived. */
  readonly heard: (deviceId: string, at: number) => void;
  /** The newest word on the machine's connections, in order of birth. */
  readonly of: (deviceId: string) => readonly SessionRow[];
  /** Whether it was connected until lately, left without goodbye, and is not back. */
  readonly isMissing: (deviceId: string) => boolean;
  /** Some of those that changed since they were taken last, to be stored. */
  readonly takeChanged: (limit: number) => readonly HeldSession[];
  /** Of a machine that belongs to one person from now on. */
  readonly forget: (deviceId: string) => void;
  /** They could not be stored. */
  readonly putBack: (sessions: readonly HeldSession[]) => void;
};

export function createConnections(): Connections {
  const links = new Map<string, Link[]>();
  const changed = new Set<HeldSession>();
  const linksOf = (deviceId: string): Link[] => links.get(deviceId) ?? [];
  const add = (deviceId: string, link: Link): Link => {
    links.set(deviceId, [...linksOf(deviceId), link].slice(-maxLinks));
    return link;
  };
  const current = (deviceId: string): Link | undefined =>
    linksOf(deviceId).findLast(({ closed }) => closed === null);
  const end = (session: HeldSession, at: number, how: SessionEnd): void => {
    endSession(session, at, how);
    changed.add(session);
  };
  const close = (link: Link): void => {
    if (closeSession(link) && link.session !== null) changed.add(link.session);
  };
  const linkOfBirth = ({ deviceId, receivedAt }: StoredBirth): Link =>
    linksOf(deviceId).findLast(
      ({ openedAt, closed }) => openedAt <= receivedAt && (closed === null || closed.at >= receivedAt),
    ) ?? add(deviceId, { address: null, openedAt: receivedAt, closed: null, session: null });
  return {
    opened: (deviceId, address, at) =>
      void add(deviceId, { address, openedAt: at, closed: null, session: null }),
    closed: (deviceId, loss, at) => {
      const link = current(deviceId);
      if (link === undefined) return;
      link.closed = { at, loss };
      close(link);
    },
    born: (birth) => {
      const { deviceId, receivedAt } = birth;
      const link = linkOfBirth(birth);
      const { boot, conn } = birth.birth;
      if (linksOf(deviceId).some(({ session }) => session?.boot === boot && session.conn === conn)) return;
      for (const { session } of linksOf(deviceId)) {
        if (session !== null && session.endedAt === null) end(session, receivedAt, 'replaced');
      }
      link.session = heldSession(birth, link.address);
      changed.add(link.session);
      close(link);
    },
    died: ({ deviceId, death, receivedAt }) => {
      const link = linksOf(deviceId).findLast(
        ({ session }) => session?.boot === death.boot && session.conn === death.conn,
      );
      const session = link?.session ?? null;
      if (link === undefined || session === null) return;
      if (death.reason !== 'lost') end(session, receivedAt, death.reason);
      // Behind another broker nobody but the will tells of an end.
      else if (session.endedAt === null && link.address === null) end(session, receivedAt, 'closed');
    },
    heard: (deviceId, at) => {
      const session = current(deviceId)?.session;
      if (session !== undefined && session !== null) session.lastHeardAt = Math.max(session.lastHeardAt, at);
    },
    of: (deviceId) => linksOf(deviceId).flatMap(({ session }) => session ?? []),
    isMissing: (deviceId) => {
      const last = linksOf(deviceId).findLast(({ session }) => session !== null)?.session ?? null;
      return last !== null && last.end !== null && last.end !== 'shutdown' && last.end !== 'untold';
    },
    takeChanged: (limit) => {
      const taken = [...changed].slice(0, limit);
      for (const session of taken) changed.delete(session);
      return taken;
    },
    forget: (deviceId) => {
      for (const { session } of linksOf(deviceId)) if (session !== null) changed.delete(session);
      links.delete(deviceId);
    },
    putBack: (sessions) => {
      for (const session of sessions) changed.add(session);
    },
  };
}

/** Of several words on an end the first tells when, and the last how; it is no earlier than the last packet. */
function endSession(session: HeldSession, at: number, how: SessionEnd): void {
  session.endedAt = Math.max(session.endedAt ?? at, session.lastHeardAt);
  session.end = how;
}

/** Once both its birth and its end are known; a goodbye says more of the end than the transport. */
function closeSession({ closed, session }: Link): boolean {
  if (closed === null || session === null) return false;
  const { loss, at } = closed;
  session.lastHeardAt = Math.max(session.lastHeardAt, loss.lastHeardAt);
  session.silenceMs = loss.silenceMs || usualSilenceMs;
  endSession(session, at, session.end ?? endOf(session, loss));
  return true;
}

function endOf({ endsUntold }: HeldSession, { how }: SessionLoss): SessionEnd {
  return how === 'closed' && endsUntold ? 'untold' : how;
}

/** As a birth tells it, in broker time. */
function heldSession({ deviceId, birth, receivedAt }: StoredBirth, address: string | null): HeldSession {
  const { boot, conn, up, osUp, previous } = birth;
  return {
    ...{ deviceId, boot, conn, bornAt: receivedAt, lastHeardAt: receivedAt, silenceMs: usualSilenceMs },
    ...{ endedAt: null, end: null, publicAddress: address },
    processStartedAt: Math.round(receivedAt - up * 1000),
    osStartedAt: osUp === undefined ? null : Math.round(receivedAt - osUp * 1000),
    previous: previous === undefined ? null : { boot: previous.boot, aliveAt: null, end: previous.end },
    previousUpMs: previous === undefined ? null : Math.round(previous.up * 1000),
    endsUntold: birth.versions.platform === 'windows',
  };
}
