import type { MachinePlan } from '../item/machine-plan.ts';
import { reserveOf } from '../need-basis.ts';
import { byCodeUnit } from '../order.ts';
import type { AllocationOptions, Transfer } from './allocation.ts';
import { distanceKm } from './distance.ts';
import type { SchoolStand } from './school-stand.ts';
import { byPupils, compareShares } from './seat-account.ts';

/** A school that lacks machines after its own repairs. */
export type Receiver = { readonly stand: SchoolStand; readonly needed: number; readonly lacking: number };

type Donor = { readonly stand: SchoolStand; readonly spare: readonly MachinePlan[] };

/**
 * Moves machines that one school can spare to schools that lack them: the largest share missing first, then from the nearest
 * donor (same commune, then distance, then code), in batches worth a transport. Every move within one owner comes first; moves
 * between owners are proposals on what is left.
 */
export function proposeTransfers(
  stands: readonly SchoolStand[],
  receivers: readonly Receiver[],
  options: AllocationOptions,
): readonly Transfer[] {
  if (!options.isTransferAllowed) return [];
  const spare = new Map(
    stands.flatMap((stand) => donorOf(stand, options)).map((donor) => [donor.stand, donor]),
  );
  const inOrder = receivers.toSorted(
    (a, b) => compareShares(b.lacking, b.needed, a.lacking, a.needed) || byPupils(a.stand, b.stand),
  );
  const missing = new Map(inOrder.map(({ stand, lacking }) => [stand, lacking]));
  const transfers: Transfer[] = [];
  for (const isCrossOwner of [false, true]) {
    for (const { stand } of inOrder) {
      const found = supply(stand, missing.get(stand) ?? 0, {
        spare,
        isCrossOwner,
        batch: options.transferBatch,
      });
      transfers.push(...found);
      missing.set(
        stand,
        (missing.get(stand) ?? 0) - found.reduce((sum, { deviceIds }) => sum + deviceIds.length, 0),
      );
    }
  }
  return transfers;
}

/** Usable, movable machines beyond need and reserve; a need known only in part is no ground to give anything away. */
function donorOf(stand: SchoolStand, options: AllocationOptions): Donor[] {
  const { need, needed, have, machines } = stand;
  if (need.basis !== 'measured' || needed === null || need.flags.includes('level-left-out')) return [];
  const surplus = have - needed - reserveOf(needed, options);
  if (surplus < Math.max(1, options.transferBatch)) return [];
  const movable = machines.filter(
    ({ isMovable, verdict, action }) => isMovable && verdict.counts && action !== 'replace',
  );
  return [{ stand, spare: movable.sort(byRoom).slice(0, surplus) }];
}

/** Machines of one room move together. */
function byRoom({ machine: a }: MachinePlan, { machine: b }: MachinePlan): number {
  return byCodeUnit(a.room ?? '', b.room ?? '') || byCodeUnit(a.deviceId, b.deviceId);
}

function supply(
  receiver: SchoolStand,
  lacking: number,
  source: { spare: Map<SchoolStand, Donor>; isCrossOwner: boolean; batch: number },
): Transfer[] {
  const batch = Math.max(1, source.batch);
  const transfers: Transfer[] = [];
  let left = lacking;
  while (left >= batch) {
    const nearest = nearestDonor(receiver, batch, source);
    if (nearest === undefined) break;
    const { stand, spare } = nearest.donor;
    const moved = spare.slice(0, left);
    source.spare.set(stand, { stand, spare: spare.slice(moved.length) });
    left -= moved.length;
    transfers.push({
      fromSchool: stand.schoolCode,
      toSchool: receiver.schoolCode,
      deviceIds: moved.map(({ machine }) => machine.deviceId).sort(byCodeUnit),
      distanceKm: nearest.distance,
      isSameCommune: nearest.isSameCommune,
      isCrossOwner: source.isCrossOwner,
    });
  }
  return transfers;
}

type Candidate = { readonly donor: Donor; readonly distance: number | null; readonly isSameCommune: boolean };

function nearestDonor(
  receiver: SchoolStand,
  batch: number,
  { spare, isCrossOwner }: { spare: ReadonlyMap<SchoolStand, Donor>; isCrossOwner: boolean },
): Candidate | undefined {
  let nearest: Candidate | undefined;
  for (const donor of spare.values()) {
    const isOther = donor.stand.group !== receiver.group || receiver.group.owner === null;
    if (isOther !== isCrossOwner || donor.spare.length < batch) continue;
    const isSameCommune = receiver.commune !== null && donor.stand.commune === receiver.commune;
    const candidate = { donor, distance: distanceKm(donor.stand.place, receiver.place), isSameCommune };
    if (nearest === undefined || byNearness(candidate, nearest) < 0) nearest = candidate;
  }
  return nearest;
}

function byNearness(a: Candidate, b: Candidate): number {
  const far = Number.MAX_SAFE_INTEGER;
  return (
    Number(b.isSameCommune) - Number(a.isSameCommune) ||
    (a.distance ?? far) - (b.distance ?? far) ||
    byCodeUnit(a.donor.stand.schoolCode, b.donor.stand.schoolCode)
  );
}
