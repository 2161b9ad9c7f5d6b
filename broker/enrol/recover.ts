import type { ProposalReason } from '../../shared/domain/device.ts';
import { type FingerprintPart, strongParts } from '../../shared/domain/fingerprint.ts';
import type { SchoolMachine } from './enrol-events.ts';
import type { Alike } from './fingerprint-book.ts';

/** Which machine a newcomer with a token once was, by its hardware. */
export type Recovery =
  | { readonly kind: 'none' }
  | { readonly kind: 'candidate'; readonly deviceId: string }
  /** It might be one of these, and must not be taken for it. */
  | { readonly kind: 'refused'; readonly why: 'tie' | 'live'; readonly deviceIds: readonly string[] };

/** Event rows of one refusal. */
const maxNamed = 4;

const uniqueParts: readonly FingerprintPart[] = ['macs', 'systemDisk'];

/**
 * The machine of this school with the most parts in common: at least two, one of them a card or the disk. Servers are
 * never recovered, two that match alike are not told apart, and one that is connected is somebody else.
 * @param machines of the token's school
 */
export function findRecovery(alike: readonly Alike[], machines: readonly SchoolMachine[]): Recovery {
  const byId = new Map(machines.map((machine) => [machine.deviceId, machine]));
  const matches = alike.filter(
    ({ deviceId, shared }) =>
      shared.length >= strongParts && isUnique(shared) && (byId.get(deviceId)?.role ?? 'server') !== 'server',
  );
  const most = Math.max(0, ...matches.map(({ shared }) => shared.length));
  const best = matches.filter(({ shared }) => shared.length === most).map(({ deviceId }) => deviceId);
  const [deviceId] = best;
  if (deviceId === undefined) return { kind: 'none' };
  if (best.length > 1) return { kind: 'refused', why: 'tie', deviceIds: best.slice(0, maxNamed) };
  if (byId.get(deviceId)?.isConnected === true) {
    return { kind: 'refused', why: 'live', deviceIds: [deviceId] };
  }
  return { kind: 'candidate', deviceId };
}

/** A machine that has a new id, as it describes itself. */
export type Newcomer = {
  readonly deviceId: string;
  readonly room: string | null;
  readonly seat: string | null;
  readonly hostname: string | null;
  readonly isWeakIdentity: boolean;
};

/**
 * The machine that a newcomer may once have been, for a person to decide: hardware in common that proves too little, and
 * for a weak identity the same seat or host name, where that is one machine's alone.
 * @param machines of the newcomer's school
 */
export function findProposal(
  newcomer: Newcomer,
  alike: readonly Alike[],
  machines: readonly SchoolMachine[],
): { readonly otherId: string; readonly reason: ProposalReason } | null {
  const others = machines.filter(
    ({ deviceId, isConnected, role }) => deviceId !== newcomer.deviceId && !isConnected && role !== 'server',
  );
  const ids = new Set(others.map(({ deviceId }) => deviceId));
  const hardware = alike.find(
    ({ deviceId, shared }) => ids.has(deviceId) && (newcomer.isWeakIdentity || isUnique(shared)),
  );
  if (hardware !== undefined) return { otherId: hardware.deviceId, reason: 'hardware' };
  if (!newcomer.isWeakIdentity) return null;
  const { room, seat } = newcomer;
  const name = newcomer.hostname?.toLowerCase();
  const atSeat = seat === null ? [] : others.filter((other) => other.room === room && other.seat === seat);
  const [seated] = atSeat;
  if (seated !== undefined && atSeat.length === 1) return { otherId: seated.deviceId, reason: 'seat' };
  const named = name === undefined ? [] : others.filter(({ hostname }) => hostname?.toLowerCase() === name);
  const [only] = named;
  return only !== undefined && named.length === 1 ? { otherId: only.deviceId, reason: 'hostname' } : null;
}

/** A card or a disk is in one machine at a time. */
function isUnique(shared: readonly FingerprintPart[]): boolean {
  return shared.some((part) => uniqueParts.includes(part));
}
