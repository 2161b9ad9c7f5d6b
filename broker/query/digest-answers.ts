import type { DigestChannel } from '../../shared/contract/line-rows.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { createText } from '../../shared/text/create-text.ts';
import type { NotifySettings } from '../config.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { isInSubtree, type UnitTree } from '../fleet/unit-tree.ts';
import { digestPage } from '../notify/digest-text.ts';
import type { Digests } from '../notify/digests.ts';
import { missingMailSetting } from '../notify/mail.ts';
import { isLoopback, isMailAddress, shownAddress, webhookTarget } from '../notify/target.ts';
import type { DigestReceiver, DigestStore } from '../store/digest-port.ts';
import type { Actor, Handlers } from './handler.ts';
import { pagesOf } from './paginate.ts';
import { outside } from './within.ts';

export type DigestKind = 'digestShow' | 'digestList' | 'digestAdd' | 'digestRemove' | 'digestSend';

export type DigestAnswerDeps = {
  readonly fleet: Pick<Fleet, 'picture'>;
  readonly store: DigestStore;
  readonly clock: Clock;
  readonly digests: Pick<Digests, 'gather' | 'sendNow'>;
  readonly settings: NotifySettings;
};

const maxReceivers = 100;

/** The daily digest: what stands open, told to people who do not watch a screen; each of units within the asker's own. */
export function createDigestAnswers(deps: DigestAnswerDeps): Pick<Handlers, DigestKind> {
  const { fleet, store, digests } = deps;
  const tree = (): UnitTree => fleet.picture.tree();
  return {
    digestShow: async ({ unitId = '', lang }, actor) => {
      const unit = unitWithin(tree(), actor, unitId);
      if (!unit.ok) return unit;
      const gathered = await digests.gather(unit.value);
      return gathered.ok ? ok([digestPage(gathered.value.facts, createText(lang))]) : gathered;
    },
    digestList: async (_params, actor) => {
      const all = await store.digestReceivers();
      const mine = all.filter((receiver) => isWithin(tree(), actor, receiver));
      return ok(pagesOf({ channels: mine.map((receiver) => channelOf(tree(), receiver)) }));
    },
    digestAdd: (params, actor) => addReceiver(deps, params, actor),
    digestRemove: async ({ id }, actor) => {
      const receiver = await receiverWithin(deps, id, actor);
      if (!receiver.ok) return receiver;
      await store.removeDigestReceiver(id);
      return ok([{ id }]);
    },
    digestSend: async ({ id }, actor) => {
      const receiver = await receiverWithin(deps, id, actor);
      if (!receiver.ok) return receiver;
      const reason = await digests.sendNow(receiver.value);
      if (reason !== null)
        return err(appError('SD-DIGEST-UNSENT', { address: shownAddress(receiver.value.address), reason }));
      const sent = await receiverWithin(deps, id, actor);
      return sent.ok ? ok([{ channel: channelOf(tree(), sent.value) }]) : sent;
    },
  };
}

type Wish = Pick<DigestChannel, 'channel' | 'address' | 'hour' | 'lang'> & {
  readonly unitId?: string | undefined;
};

async function addReceiver(
  { fleet, store, clock, settings }: DigestAnswerDeps,
  { channel, address, hour, lang, unitId = '' }: Wish,
  actor: Actor,
) {
  const tree = fleet.picture.tree();
  const unit = unitWithin(tree, actor, unitId);
  if (!unit.ok) return unit;
  if (!isAddress(channel, address, actor))
    return err(appError('SD-DIGEST-ADDRESS', { address: shownAddress(address) }));
  const all = await store.digestReceivers();
  if (all.length >= maxReceivers)
    return err(appError('SD-LIST-FULL', { list: 'receivers', most: String(maxReceivers) }));
  const isKnown = all.some((one) => one.unitId === unit.value && one.address === address);
  if (isKnown) return err(appError('SD-DIGEST-KNOWN', { address: shownAddress(address) }));
  const receiver: Omit<DigestReceiver, 'id'> = {
    ...{ unitId: unit.value, channel, address, hour, lang, addedAt: clock.now() },
    ...{ lastSentAt: null, toldOutageId: null },
    // Whoever adds a mail address learns at once that no mail can leave yet.
    lastFailure: channel === 'email' ? missingMailSetting(settings) : null,
  };
  const id = await store.addDigestReceiver(receiver);
  return ok([{ channel: channelOf(tree, { ...receiver, id }) }]);
}

/** What listens on the broker's own machine is for its administrator to name. */
function isAddress(channel: DigestChannel['channel'], address: string, { role }: Actor): boolean {
  if (channel === 'email') return isMailAddress(address);
  const url = webhookTarget(address);
  return url !== null && (role === 'admin' || !isLoopback(url.hostname));
}

function unitWithin(tree: UnitTree, actor: Actor, asked: string): Result<string, AppError> {
  const unitId = asked === '' ? actor.unitId : asked;
  if (!tree.nodes.has(unitId)) return err(appError('SD-UNIT-UNKNOWN', { unit: unitId }));
  return isInSubtree(tree, actor.unitId, unitId) ? ok(unitId) : outside(unitId);
}

async function receiverWithin(
  { fleet, store }: DigestAnswerDeps,
  id: number,
  actor: Actor,
): Promise<Result<DigestReceiver, AppError>> {
  const receiver = (await store.digestReceivers()).find((one) => one.id === id);
  if (receiver === undefined) return err(appError('SD-DIGEST-UNKNOWN', { id: String(id) }));
  return isWithin(fleet.picture.tree(), actor, receiver) ? ok(receiver) : outside(String(id));
}

/** A receiver of a unit that is gone belongs to whoever is over everything. */
function isWithin(tree: UnitTree, actor: Actor, { unitId }: DigestReceiver): boolean {
  const place = tree.nodes.has(unitId) ? unitId : (tree.root?.unit.unitId ?? '');
  return isInSubtree(tree, actor.unitId, place);
}

function channelOf(tree: UnitTree, receiver: DigestReceiver): DigestChannel {
  const { id, unitId, channel, address, hour, lang, lastSentAt, lastFailure } = receiver;
  const unitName = tree.nodes.get(unitId)?.unit.name ?? unitId;
  return {
    id,
    unitName,
    unitId,
    channel,
    address: shownAddress(address),
    hour,
    lang,
    lastSentAt,
    lastFailure,
  };
}
