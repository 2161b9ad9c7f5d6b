import type { NotifySettings } from '../../../broker/config.ts';
import type { Channel, Delivery } from '../../../broker/notify/channel.ts';
import { createDigests } from '../../../broker/notify/digests.ts';
import type { Sender } from '../../../broker/notify/send-digest.ts';
import { createFindingAnswers } from '../../../broker/query/finding-answers.ts';
import type { DigestReceiver } from '../../../broker/store/digest-port.ts';
import type { AvailabilityRow, LineRow, OutageRow, ServiceRow } from '../../../shared/contract/line-rows.ts';
import { ok } from '../../../shared/domain/result.ts';
import type { Resources } from '../../support/resources.ts';
import { openRig, rules, silentLog } from '../fleet/fleet-rig.ts';
import { openQuestions } from '../query/question-rig.ts';

/** What stands in the answers that a digest is made of. */
export type Standing = {
  outages: OutageRow[];
  lines: Partial<LineRow>[];
  services: Partial<ServiceRow>[];
  availability: Partial<AvailabilityRow>[];
  /** Questions that were asked: kind and parameters. */
  asked: [string, object][];
};

/** A fleet whose lines stand as the test says, and a digest over it. */
export async function openNotify(resources: Resources, settings: NotifySettings = {}) {
  const rig = await openRig(resources);
  const standing: Standing = { outages: [], lines: [], services: [], availability: [], asked: [] };
  const note = (kind: string, params: object): void => void standing.asked.push([kind, params]);
  const answers = {
    ...createFindingAnswers({ ...rig, rules }),
    outageList: (params: { isOpen?: boolean | undefined }) => {
      note('outageList', params);
      const outages = standing.outages.filter(({ end }) => (end === null) === params.isOpen);
      // Two pages: nothing of the second may be lost.
      return Promise.resolve(ok([{ outages: outages.slice(0, 1) }, { outages: outages.slice(1) }]));
    },
    lineList: (params: object) => {
      note('lineList', params);
      return Promise.resolve(ok([{ lines: standing.lines as LineRow[] }]));
    },
    serviceList: (params: object) => {
      note('serviceList', params);
      return Promise.resolve(ok([{ services: standing.services as ServiceRow[] }]));
    },
    availability: (params: object) => {
      note('availability', params);
      return Promise.resolve(ok([{ rows: standing.availability as AvailabilityRow[] }]));
    },
  };
  const parts = { ...rig, rules, log: silentLog, answers, smtpPassword: undefined };
  const start = () => {
    const digests = createDigests(parts, settings);
    resources.defer(digests.stop);
    return digests;
  };
  return { ...rig, ...openQuestions(rig), parts, standing, start };
}

export type Notify = Awaited<ReturnType<typeof openNotify>>;

/** A sender whose channel answers as the test says. */
export function scriptedSender({ parts }: Notify, answer: (delivery: Delivery) => string | null) {
  const sent: { receiver: number; day: string; at: number; key: string }[] = [];
  const channel: Channel = (delivery) => {
    const { receiver, day, key } = delivery;
    sent.push({ receiver: receiver.id, day, at: parts.clock.now(), key });
    return Promise.resolve(answer(delivery));
  };
  const sender: Sender = {
    ...parts,
    channels: { email: channel, webhook: channel },
    stopping: new AbortController(),
    busy: new Set(),
  };
  return { sender, sent };
}

/** Adds a receiver; returns it as it is stored. */
export async function addReceiver(
  { store }: Pick<Notify, 'store'>,
  change: Partial<Omit<DigestReceiver, 'id'>> = {},
): Promise<DigestReceiver> {
  const id = await store.addDigestReceiver({
    ...{ unitId: 'root', channel: 'email', address: 'a@example.vn', hour: 7, lang: 'vi', addedAt: 0 },
    ...{ lastSentAt: null, lastFailure: null, toldOutageId: null },
    ...change,
  });
  return await receiverOf({ store }, id);
}

export async function receiverOf({ store }: Pick<Notify, 'store'>, id: number): Promise<DigestReceiver> {
  const found = (await store.digestReceivers()).find((receiver) => receiver.id === id);
  if (found === undefined) throw new Error(`no receiver ${id}`);
  return found;
}
