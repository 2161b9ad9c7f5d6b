import { z } from 'zod';
import { decode } from '../shared/contract/codec.ts';
import { contractVersion } from '../shared/contract/limits.ts';
import { type Answer, answer, type OrderBody, order, orderBody } from '../shared/contract/order.ts';
import { text } from '../shared/contract/scalars.ts';
import type { Log } from '../shared/runtime/log.ts';
import type { BrokerTime } from './broker-time.ts';
import type { Outbox } from './outbox.ts';

type Body<K extends OrderBody['kind']> = Extract<OrderBody, { kind: K }>;

/** What the agent does for the broker. An action that is not here is answered `unsupported`. */
export type OrderActions = {
  readonly welcome: (body: Body<'welcome'>) => void;
  readonly stored: (body: Body<'stored'>) => void;
  readonly resend: (body: Body<'resend'>) => Promise<void>;
  readonly collectNow: (body: Body<'collect-now'>) => Promise<void>;
  readonly setCadence: (body: Body<'set-cadence'>) => void;
  /** False when none of the new addresses worked. */
  readonly setAddresses: (body: Body<'set-addresses'>) => Promise<boolean>;
  /** Null, or why it could not be done. */
  readonly renew: (body: Body<'renew'>, orderId: string) => Promise<string | null>;
  readonly split: (body: Body<'split'>, orderId: string) => Promise<string | null>;
  readonly probe: (body: Body<'probe'>) => Promise<string | null>;
  /** Runs the speed test; its result comes as a report. */
  readonly probeLease: (body: Body<'probe-lease'>, orderId: string) => Promise<string | null>;
};

export type Orders = {
  /** Takes one message of the order topic; resolves with what to answer, if anything. Never rejects on what it was sent. */
  readonly handle: (payload: Buffer) => Promise<Answer | null>;
  /** What was answered was answered as another device. */
  readonly forget: () => void;
};

type Outcome = Pick<Answer, 'outcome' | 'detail'>;

/** Any order, known or not: a newer broker's kinds are answered, not dropped. */
const envelope = order.extend({ body: z.looseObject({ kind: text(64) }) });

const answers = z.array(answer);
export const answersKey = 'answers';
const maxRemembered = 200;

/** Executes each order once by its id; one that comes again gets the same answer again, also after a restart. */
export function createOrders(deps: {
  readonly brokerTime: BrokerTime;
  readonly log: Log;
  readonly outbox: Outbox;
  readonly actions: OrderActions;
}): Orders {
  const answered = new Map(recall(deps.outbox).map((each) => [each.orderId, each]));
  const inProgress = new Set<string>();
  const remember = (given: Answer): void => {
    answered.set(given.orderId, given);
    for (const id of answered.keys()) {
      if (answered.size <= maxRemembered) break;
      answered.delete(id);
    }
    deps.outbox.setState({ [answersKey]: JSON.stringify([...answered.values()]) });
  };
  return {
    handle: async (payload) => {
      const decoded = decode(payload, envelope);
      if (!decoded.ok) {
        deps.log.warn({ kind: decoded.error.kind, detail: decoded.error.detail }, 'order not understood');
        return null;
      }
      const { id, body } = decoded.value;
      const isExpired = isTooLate(deps.brokerTime, decoded.value);
      const known = answered.get(id);
      if (known !== undefined) return known;
      if (inProgress.has(id)) return null;
      inProgress.add(id);
      const outcome = isExpired ? { outcome: 'expired' as const } : await execute(deps.actions, body, id);
      inProgress.delete(id);
      if (outcome === null) return null;
      const given = { v: contractVersion, orderId: id, ...outcome } satisfies Answer;
      remember(given);
      deps.log.info({ order: id, kind: body.kind, outcome: given.outcome }, 'order answered');
      return given;
    },
    forget: () => answered.clear(),
  };
}

/** By the clock of whoever sent it, which each order tells. A welcome is made at the moment in which this machine asked for it. */
function isTooLate(brokerTime: BrokerTime, { at, expiresAt, body }: z.infer<typeof envelope>): boolean {
  if (at !== undefined) brokerTime.hear(at, body.kind === 'welcome');
  return expiresAt !== undefined && expiresAt < brokerTime.now();
}

/** Null for the orders that have no answer: `welcome` and `stored`. */
async function execute(
  actions: OrderActions,
  loose: { readonly kind: string },
  orderId: string,
): Promise<Outcome | null> {
  const checked = orderBody.safeParse(loose);
  if (!checked.success) {
    const field = checked.error.issues[0]?.path.map(String).join('.') ?? '';
    return field === 'kind' ? { outcome: 'unsupported' } : { outcome: 'failed', detail: `field ${field}` };
  }
  const body = checked.data;
  switch (body.kind) {
    case 'welcome':
      actions.welcome(body);
      return null;
    case 'stored':
      actions.stored(body);
      return null;
    case 'resend':
      await actions.resend(body);
      return { outcome: 'done' };
    case 'collect-now':
      await actions.collectNow(body);
      return { outcome: 'done' };
    case 'set-cadence':
      actions.setCadence(body);
      return { outcome: 'done' };
    case 'set-addresses':
      return doneUnless((await actions.setAddresses(body)) ? null : 'no new address worked');
    case 'renew':
      return doneUnless(await actions.renew(body, orderId));
    case 'split':
      return doneUnless(await actions.split(body, orderId));
    case 'probe':
      return doneUnless(await actions.probe(body));
    case 'probe-lease':
      return doneUnless(await actions.probeLease(body, orderId));
    case 'update':
      return { outcome: 'unsupported' };
  }
}

function doneUnless(reason: string | null): Outcome {
  return reason === null ? { outcome: 'done' } : { outcome: 'failed', detail: reason };
}

function recall(outbox: Outbox): Answer[] {
  try {
    const checked = answers.safeParse(JSON.parse(outbox.state(answersKey) ?? '[]'));
    return checked.success ? checked.data : [];
  } catch {
    return [];
  }
}
