import { randomInt } from 'node:crypto';
import { decode, encode } from '../../shared/contract/codec.ts';
import { contractVersion } from '../../shared/contract/limits.ts';
import { type QueryBody, type QueryKind, type QueryParams, tell } from '../../shared/contract/query.ts';
import { queryKinds } from '../../shared/contract/query-kinds.ts';
import { buildTopic } from '../../shared/contract/topics.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { type MqttSession, openMqttSession } from '../../shared/runtime/mqtt-session.ts';
import type { Profile } from '../../shared/runtime/profile.ts';

/** A user's window for tests, simulations and benches: the public surface, nothing else. */
export type AskingUser = {
  /** All pages of the answer; rejects with the broker's error code. */
  readonly ask: <K extends QueryKind>(kind: K, params: QueryParams<K>) => Promise<readonly QueryBody<K>[]>;
  readonly stop: () => Promise<void>;
  readonly session: MqttSession;
};

type Pending = {
  readonly kind: QueryKind;
  readonly pages: unknown[];
  readonly resolve: (pages: never) => void;
  readonly reject: (cause: Error) => void;
};

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
const answerTimeoutMs = 60_000;

/** Connects with a profile; resolves when the window is subscribed. */
export async function openAskingUser(profile: Profile, clock: Clock): Promise<AskingUser> {
  const window = Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('');
  const waiting = new Map<string, Pending>();
  let opened = (): void => {};
  const ready = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const session = openMqttSession(
    {
      addresses: () => profile.addresses,
      credentials: () => profile,
      clientId: `${profile.userId}.${window}`,
      keepaliveSeconds: 60,
      subscriptions: [{ topic: buildTopic({ kind: 'tell', cn: profile.userId, window }), qos: 1 }],
    },
    {
      clock,
      random: Math.random,
      onConnect: () => Promise.resolve(opened()),
      onMessage: (_topic, payload) => Promise.resolve(settle(waiting, payload)),
      onState: () => {},
    },
  );
  session.start();
  await ready;
  return {
    session,
    stop: session.stop,
    ask: (kind, params) => ask({ session, waiting, profile, window, clock }, kind, params),
  };
}

type Window = {
  readonly session: MqttSession;
  readonly waiting: Map<string, Pending>;
  readonly profile: Profile;
  readonly window: string;
  readonly clock: Clock;
};

function ask<K extends QueryKind>(
  at: Window,
  kind: K,
  params: QueryParams<K>,
): Promise<readonly QueryBody<K>[]> {
  const id = `q${at.waiting.size}-${randomInt(1e9)}`;
  return new Promise((resolve, reject) => {
    const cancel = at.clock.after(answerTimeoutMs, () => reject(new Error(`no answer to ${kind}`)));
    const finish =
      <A extends unknown[]>(then: (...values: A) => void) =>
      (...values: A): void => {
        cancel();
        at.waiting.delete(id);
        then(...values);
      };
    at.waiting.set(id, { kind, pages: [], resolve: finish(resolve), reject: finish(reject) });
    const message = encode({ v: contractVersion, id, window: at.window, kind, params });
    void at.session.publish(buildTopic({ kind: 'ask', cn: at.profile.userId }), message).then((sent) => {
      if (!sent.ok) at.waiting.get(id)?.reject(new Error(`${kind}: ${sent.error}`));
    });
  });
}

function settle(waiting: Map<string, Pending>, payload: Buffer): void {
  const message = decode(payload, tell);
  const pending = message.ok ? waiting.get(message.value.id) : undefined;
  if (!message.ok || pending === undefined) return;
  const { error, body, last } = message.value;
  const page = queryKinds[pending.kind].body.safeParse(body);
  if (error !== undefined) {
    const text = `${pending.kind}: ${error.code} ${JSON.stringify(error.values)}`;
    pending.reject(Object.assign(new Error(text), { code: error.code }));
  } else if (page.success) {
    pending.pages.push(page.data);
    if (last) pending.resolve(pending.pages as never);
  } else pending.reject(new Error(`${pending.kind}: ${page.error.message}`));
}
