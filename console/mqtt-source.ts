import { randomBytes, randomInt } from 'node:crypto';
import { decode, encode } from '../shared/contract/codec.ts';
import { contractVersion } from '../shared/contract/limits.ts';
import type { QueryBody, QueryKind, QueryParams } from '../shared/contract/query.ts';
import { buildTopic, parseTopic, unitFilter } from '../shared/contract/topics.ts';
import { devicesView, headView, summaryView } from '../shared/contract/view.ts';
import type { Random } from '../shared/domain/jitter.ts';
import { err, type Result } from '../shared/domain/result.ts';
import { type AppError, appError } from '../shared/runtime/app-error.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import { type MqttSession, openMqttSession, type SessionState } from '../shared/runtime/mqtt-session.ts';
import type { NetworkRoute } from '../shared/runtime/network-route.ts';
import type { Profile } from '../shared/runtime/profile.ts';
import { type Answers, createAnswers } from './answers.ts';
import { linkProblem } from './link-problem.ts';
import { createProfileRenewal, type ProfileRenewal } from './profile-renewal.ts';
import type { FleetSource, SourceHandlers, SourceLink, ViewMessage } from './source.ts';

type SourceDeps = {
  readonly clock: Clock;
  readonly random: Random;
  readonly route?: NetworkRoute;
  /** The file of the profile, which is renewed in it; without one the profile stays as it is. */
  readonly profileFile?: string;
};

const keepaliveSeconds = 20;
const windowAlphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A broker over mutual TLS, as the user of a profile; each source is one window with its own client id. */
export function createMqttSource(profile: Profile, deps: SourceDeps): FleetSource {
  const window = Array.from({ length: 8 }, () => windowAlphabet[randomInt(windowAlphabet.length)]).join('');
  const run: SourceRun = {
    profile,
    deps,
    window,
    answers: createAnswers(deps.clock),
    handlers: undefined,
    link: undefined,
    unitId: undefined,
    waiters: [],
    renewal: undefined,
  };
  const session = openMqttSession(
    {
      addresses: () => run.renewal?.current().addresses ?? profile.addresses,
      credentials: () => run.renewal?.current() ?? profile,
      clientId: `${profile.userId}.${window}`,
      route: deps.route,
      keepaliveSeconds,
      get subscriptions() {
        return subscriptionsOf(run);
      },
    },
    {
      ...deps,
      onConnect: () => Promise.resolve(),
      onMessage: (topic, payload) => {
        receive(run, topic, payload);
        return Promise.resolve();
      },
      onState: (state) => follow(run, state),
    },
  );
  if (deps.profileFile !== undefined) {
    run.renewal = createProfileRenewal(deps.profileFile, profile, {
      clock: deps.clock,
      ask: () => ask(run, session, 'profileRenew', {}),
      onAuthorityChanged: () => session.reconnect(),
    });
  }
  return {
    start: (handlers) => {
      run.handlers = handlers;
      session.start();
    },
    stop: async () => {
      await run.renewal?.settle();
      await session.stop();
      run.answers.failAll(appError('SD-ANSWER-TIMEOUT', { what: 'stop' }));
    },
    reconnect: () => session.reconnect(),
    follow: (unitId) => {
      if (run.unitId === unitId) return;
      run.unitId = unitId;
      session.reconnect();
    },
    ask: (kind, params) => ask(run, session, kind, params),
  };
}

type SourceRun = {
  readonly profile: Profile;
  readonly deps: SourceDeps;
  readonly window: string;
  readonly answers: Answers;
  handlers: SourceHandlers | undefined;
  link: SourceLink | undefined;
  unitId: string | undefined;
  /** Questions that wait for the connection being made. */
  waiters: ((link: SourceLink) => void)[];
  renewal: ProfileRenewal | undefined;
};

function subscriptionsOf(run: SourceRun): { topic: string; qos: 0 | 1 }[] {
  const tell = buildTopic({ kind: 'tell', cn: run.profile.userId, window: run.window });
  const fixed = [
    { topic: tell, qos: 1 as const },
    { topic: buildTopic({ kind: 'head' }), qos: 0 as const },
  ];
  return run.unitId === undefined ? fixed : [...fixed, { topic: unitFilter(run.unitId), qos: 0 }];
}

function follow(run: SourceRun, state: SessionState): void {
  if (state.kind === 'stopped') return;
  const link = linkOf(run, state);
  run.link = link;
  if (link.kind === 'waiting') run.answers.failAll(link.problem);
  if (link.kind !== 'connecting') {
    const waiters = run.waiters;
    run.waiters = [];
    for (const wake of waiters) wake(link);
  }
  run.handlers?.onLink(link);
  if (link.kind === 'online') run.renewal?.online();
}

function linkOf(run: SourceRun, state: Exclude<SessionState, { kind: 'stopped' }>): SourceLink {
  if (state.kind !== 'waiting') {
    const { host, mqttPort, httpsPort } = state.address;
    const address = `${host}:${state.carrier === 'mqtt' ? mqttPort : httpsPort}`;
    return { kind: state.kind === 'connected' ? 'online' : 'connecting', address };
  }
  const address = run.link !== undefined && 'address' in run.link ? run.link.address : addressesOf(run);
  const problem = linkProblem(state.why, state.detail, address);
  return { kind: 'waiting', problem, retryAtMs: run.deps.clock.now() + state.retryInMs };
}

function addressesOf(run: SourceRun): string {
  return run.profile.addresses.map(({ host, mqttPort }) => `${host}:${mqttPort}`).join(', ');
}

function receive(run: SourceRun, topic: string, payload: Buffer): void {
  const parsed = parseTopic(topic);
  if (parsed?.kind === 'tell') run.answers.receive(payload);
  const message = decodeView(parsed, payload);
  if (message !== null) run.handlers?.onView(message);
}

/** Null for another topic or a payload that cannot be read: the gap it leaves makes the console ask again. */
function decodeView(topic: ReturnType<typeof parseTopic>, payload: Buffer): ViewMessage | null {
  switch (topic?.kind) {
    case 'head': {
      const view = decode(payload, headView);
      return view.ok ? { kind: 'head', view: view.value } : null;
    }
    case 'summary': {
      const view = decode(payload, summaryView);
      return view.ok ? { kind: 'summary', view: view.value } : null;
    }
    case 'devices': {
      const view = decode(payload, devicesView);
      return view.ok ? { kind: 'devices', view: view.value } : null;
    }
    default:
      return null;
  }
}

async function ask<K extends QueryKind>(
  run: SourceRun,
  session: MqttSession,
  kind: K,
  params: QueryParams<K>,
): Promise<Result<QueryBody<K>, AppError>> {
  const link = await settledLink(run);
  if (link.kind === 'waiting') return err(link.problem);
  const id = randomBytes(12).toString('base64url');
  const answer = run.answers.expect(id, kind);
  const topic = buildTopic({ kind: 'ask', cn: run.profile.userId });
  const message = { v: contractVersion, id, window: run.window, kind, params };
  void session.publish(topic, encode(message)).then((sent) => {
    if (!sent.ok) run.answers.fail(id, appError('SD-ANSWER-TIMEOUT', { what: kind }));
  });
  return answer;
}

/** The link once it is up or known to be down: a connection attempt ends by itself in time. */
function settledLink(run: SourceRun): Promise<SourceLink> {
  if (run.link !== undefined && run.link.kind !== 'connecting') return Promise.resolve(run.link);
  return new Promise((resolve) => run.waiters.push(resolve));
}
