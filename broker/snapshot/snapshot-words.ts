import { isDeepStrictEqual } from 'node:util';
import type { QueryParams } from '../../shared/contract/query.ts';
import type { ConfirmationRow, SnapshotRow } from '../../shared/contract/snapshot.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';
import type { Turn } from '../enrol/turn.ts';
import type { Actor, Handlers } from '../query/handler.ts';
import type { LineQueryDeps } from '../query/line-deps.ts';
import { pagesOf } from '../query/paginate.ts';
import { isSchoolWithin, outside } from '../query/within.ts';
import type { SnapshotHead, SnapshotWord } from '../store/snapshot-port.ts';
import { confirmationsOf, snapshotRowOf } from './confirmations.ts';
import { reachIn } from './part.ts';
import { createSnapshotIndexes, type SnapshotIndex } from './snapshot-index.ts';

/** What one school says must fit one message. */
const maxRemarksBytes = 32_000;
/** A school's words on one snapshot: nobody changes their mind more often. */
const maxWords = 100;

/** Lists snapshots, and takes what schools say to them: the newest word of a school holds until the planner closes. */
export function createSnapshotWords(
  deps: LineQueryDeps,
  inTurn: Turn,
): Pick<Handlers, 'snapshotList' | 'snapshotShow' | 'snapshotConfirm' | 'snapshotClose'> {
  const { store, clock } = deps;
  const indexOf = createSnapshotIndexes(store);
  return {
    snapshotList: async () => {
      const snapshots: SnapshotRow[] = [];
      for (const head of await store.snapshots()) {
        snapshots.push(snapshotRowOf(head, await store.snapshotStanding(head.name)));
      }
      return ok(pagesOf({ snapshots }));
    },
    snapshotShow: async ({ name }, actor) => {
      const head = await store.snapshotHead(name);
      if (head === null) return unknown(name);
      const { units, schoolCodes } = await indexOf(head);
      const reach = reachIn(units, actor.unitId);
      if (reach === null) return err(appError('SD-SNAPSHOT-UNIT', { name }));
      const { codes } = reach;
      const own = codes === 'all' ? schoolCodes : schoolCodes.intersection(codes);
      const confirmations = confirmationsOf(await store.snapshotWords(name), [...own]);
      const snapshot = snapshotRowOf(head, await store.snapshotStanding(name));
      return ok(
        pagesOf({ confirmations }, 2_048).map((page, index) => (index === 0 ? { snapshot, ...page } : page)),
      );
    },
    snapshotConfirm: (params, actor) => inTurn(() => confirm({ ...deps, indexOf }, params, actor)),
    snapshotClose: ({ name }, { userId, role }) =>
      inTurn(async () => {
        const head = await openHead(deps, name);
        if (!head.ok) return head;
        const word = { name, schoolCode: null, state: 'closed', remarks: [] } as const;
        await store.addSnapshotWord({ ...word, at: clock.now(), actor: userId, role });
        return ok([{ snapshot: snapshotRowOf(head.value, await store.snapshotStanding(name)) }]);
      }),
  };
}

async function confirm(
  deps: LineQueryDeps & { readonly indexOf: ReturnType<typeof createSnapshotIndexes> },
  { name, schoolCode, state, remarks = [] }: QueryParams<'snapshotConfirm'>,
  actor: Actor,
): Promise<Result<{ confirmation: ConfirmationRow }[], AppError>> {
  const { store, clock, fleet, indexOf } = deps;
  if (!isSchoolWithin(fleet.picture.tree(), actor, schoolCode)) return outside(schoolCode);
  const head = await openHead(deps, name);
  if (!head.ok) return head;
  const known = knownTo(await indexOf(head.value), schoolCode, remarks);
  if (!known.ok) return known;
  const { userId, role } = actor;
  const said = await store.snapshotWordsOf(name, schoolCode);
  const before = said.at(-1);
  const isSaid = before !== undefined && isDeepStrictEqual(sayingOf(before), { state, role, remarks });
  if (!isSaid && said.length >= maxWords) {
    return err(appError('SD-LIST-FULL', { list: 'snapshotConfirm', most: String(maxWords) }));
  }
  const word = isSaid
    ? before
    : { ...{ name, schoolCode, state, remarks, role }, at: clock.now(), actor: userId };
  if (!isSaid) await store.addSnapshotWord(word);
  return ok(confirmationsOf([word], [schoolCode]).map((confirmation) => ({ confirmation })));
}

function sayingOf({ state, role, remarks }: SnapshotWord) {
  return { state, role, remarks };
}

/** Remarks are on machines that the snapshot has in this school. */
function knownTo(
  { schoolCodes, schoolOf }: SnapshotIndex,
  schoolCode: string,
  remarks: readonly { readonly deviceId: string | null }[],
): Result<void, AppError> {
  if (!schoolCodes.has(schoolCode)) return err(appError('SD-SCHOOL-UNKNOWN', { school: schoolCode }));
  const stranger = remarks.find(({ deviceId }) => deviceId !== null && schoolOf.get(deviceId) !== schoolCode);
  if (stranger !== undefined) return err(appError('SD-DEVICE-UNKNOWN', { id: stranger.deviceId ?? '' }));
  if (Buffer.byteLength(JSON.stringify(remarks)) <= maxRemarksBytes) return ok(undefined);
  return wrongValue('remarks', 'too-many-bytes', { most: maxRemarksBytes });
}

async function openHead({ store }: LineQueryDeps, name: string): Promise<Result<SnapshotHead, AppError>> {
  const head = await store.snapshotHead(name);
  if (head === null) return unknown(name);
  const { isClosed } = await store.snapshotStanding(name);
  return isClosed ? err(appError('SD-SNAPSHOT-CLOSED', { name })) : ok(head);
}

function unknown(name: string): Result<never, AppError> {
  return err(appError('SD-SNAPSHOT-UNKNOWN', { name }));
}
