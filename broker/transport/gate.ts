import { buildTopic } from '../../shared/contract/topics.ts';
import { isClientIdOf, isWillAllowed, maySubscribe, type PublishKind, publishTopics } from './access.ts';
import type { Limits } from './limits.ts';
import type { Refusal, Refusals } from './refusals.ts';
import type { Session, Sessions } from './session.ts';
import type { Identity, TransportHandlers } from './transport.ts';
import { unpackedBytes } from './weigh.ts';

/** A message as the gate needs it; `retain` is cleared in place. */
type Published = {
  readonly topic: string;
  readonly payload: Buffer | string;
  readonly qos: number;
  retain: boolean;
};

/** Decides at CONNECT, SUBSCRIBE and PUBLISH; every no is counted and logged. */
export type Gate = {
  /** Why not, or null: then the session has its identity. */
  readonly admit: (session: Session) => Refusal | null;
  readonly subscribe: (session: Session, filter: string) => boolean;
  /** Resolves when the message may be acknowledged; rejects when the connection must be closed. */
  readonly publish: (session: Session, message: Published) => Promise<void>;
  /** A last will that fell due. */
  readonly will: (session: Session, message: Published) => Promise<void>;
};

/** What a message of this kind costs beyond its packet: a birth is greeted, a question is answered. */
const extraPackets: Readonly<Record<PublishKind, number>> = { report: 0, status: 19, answer: 4, ask: 19 };

export function createGate(deps: {
  readonly handlers: TransportHandlers;
  readonly refusals: Refusals;
  readonly sessions: Sessions;
  readonly limits: Limits;
}): Gate {
  const { handlers, refusals, limits } = deps;
  const tell = ({ peer, clientId }: Session, reason: Refusal, detail?: string): void => {
    const { cn, remoteAddress } = peer;
    refusals.refuse(reason, { cn: cn ?? undefined, clientId, remoteAddress, detail });
  };
  const refuse = (session: Session, reason: Refusal, detail?: string): Refusal => {
    session.isRefused = true;
    tell(session, reason, detail);
    return reason;
  };
  const accepts: Readonly<Record<PublishKind, (cn: string, payload: Buffer) => Promise<void>>> = {
    report: handlers.onReport,
    status: handlers.onStatus,
    answer: handlers.onAnswer,
    ask: handlers.onAsk,
  };
  const routesOf = (identity: Identity, { account, peer }: Session): Session['routes'] =>
    new Map(
      publishTopics(identity).map((topic) => [
        buildTopic(topic),
        (payload: Buffer) => {
          const bytes = payload.length;
          const unpacked = unpackedBytes(payload);
          const packets = extraPackets[topic.kind];
          if (packets > 0 || unpacked > bytes) limits.spend(account, { packets, bytes: unpacked - bytes });
          const work = { bytes, unpackedBytes: unpacked, address: peer.remoteAddress };
          return limits.work(work, () => accepts[topic.kind](identity.cn, payload));
        },
      ]),
    );
  const settled = (session: Session, saving: Promise<void>): Promise<void> =>
    saving.catch((cause: unknown) => {
      refuse(session, 'not-stored', cause instanceof Error ? cause.message : String(cause));
      throw cause;
    });
  return {
    admit: (session) => {
      const verdict = identify(handlers, session);
      if ('reason' in verdict) return refuse(session, verdict.reason, verdict.detail);
      session.identity = verdict;
      session.routes = routesOf(verdict, session);
      deps.sessions.admitted(session);
      return null;
    },
    subscribe: (session, filter) => {
      const { identity, clientId, filters } = session;
      const isOwn = identity !== null && maySubscribe(identity, clientId, filter, handlers.isInSubtree);
      const hasRoom = filters.has(filter) || filters.size < limits.config.maxSubscriptions;
      if (isOwn && hasRoom) {
        filters.add(filter);
        return true;
      }
      tell(session, isOwn ? 'subscriptions' : 'subscribe-elsewhere', filter);
      return false;
    },
    publish: (session, message) => {
      message.retain = false;
      const route = session.routes.get(message.topic);
      if (route === undefined) return refused(refuse(session, 'publish-elsewhere', message.topic));
      if (message.qos === 2) return refused(refuse(session, 'publish-qos-2'));
      return settled(session, route(bytesOf(message.payload)));
    },
    will: (session, message) => {
      message.retain = false;
      const route = session.routes.get(message.topic);
      if (route === undefined || session.isReplaced) return refused('replaced');
      return settled(session, route(bytesOf(message.payload)));
    },
  };
}

/** The registry's word first, then what CONNECT claims. */
function identify(
  handlers: TransportHandlers,
  { peer, clientId, will }: Session,
): { readonly reason: Refusal; readonly detail?: string } | Identity {
  const { cn, certificateSha256, remoteAddress } = peer;
  if (cn === null) return { reason: 'common-name' };
  const verdict = handlers.authenticate({ cn, certificateSha256, clientId, remoteAddress });
  if (verdict !== 'ok') return { reason: 'authentication', detail: verdict };
  const identity = handlers.identityOf(cn);
  if (identity === null) return { reason: 'authentication', detail: 'no-identity' };
  if (!isClientIdOf(identity, clientId)) return { reason: 'client-id' };
  if (!isWillAllowed(identity, will)) return { reason: 'will', detail: will?.topic ?? '' };
  return identity;
}

function refused(reason: string): Promise<never> {
  return Promise.reject(new Error(reason));
}

function bytesOf(payload: Buffer | string): Buffer {
  return typeof payload === 'string' ? Buffer.from(payload) : payload;
}
