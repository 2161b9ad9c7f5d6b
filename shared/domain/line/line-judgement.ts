import { isPublicAddress } from '../address.ts';
import { addressNumber } from './address-number.ts';
import type { lineVerdicts } from './line.ts';
import type { LineDeclaration, LineMeasures, LineThresholds } from './line-measures.ts';
import { mediumReasons } from './line-medium.ts';
import { type LineReason, lineReasonCodes, type ReasonSide } from './line-reasons.ts';

export interface LineJudgement {
  readonly verdict: (typeof lineVerdicts)[number];
  /** In the order of `lineReasonCodes`. */
  readonly reasons: readonly LineReason[];
}

/**
 * What measurement makes of a declared line. One thing that speaks against it contradicts it; it is corroborated by a latency
 * like that of its medium together with one more thing, or, where the medium has no typical latency, by its network and its
 * rate; else it is merely declared. A medium is never concluded from measurement: without a declaration it is `unknown`.
 */
export function judgeLine(
  declared: LineDeclaration | null,
  measured: LineMeasures,
  thresholds: LineThresholds,
): LineJudgement {
  const isCarrierNat = carrierNatOf(measured);
  if (declared === null) return { verdict: 'unknown', reasons: isCarrierNat === true ? ['carrier-nat'] : [] };
  const given = new Set<LineReason>([
    ...networkReasons(declared, measured),
    ...mediumReasons(declared.medium, measured, thresholds),
    ...rateReasons(declared, measured, thresholds),
    ...(isCarrierNat === true ? (['carrier-nat'] as const) : []),
    ...opticalReasons(declared, thresholds),
    ...contractReasons(declared, measured.today, thresholds),
  ]);
  const codes = Object.keys(lineReasonCodes) as LineReason[];
  const reasons = codes.filter((code) => given.has(code));
  return { verdict: verdictOf(reasons, thresholds.media[declared.medium] !== undefined), reasons };
}

/** Of RFC 6598, which providers alone use. */
const carrierNetwork = /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;

/** What a router says that has no address now, or talks nonsense: 0/8, 127/8, 169.254/16, multicast and beyond. */
const noAddress = /^(?:0|127|22[4-9]|2[3-5]\d)\.|^169\.254\./;

/**
 * Whether the school shares its public address with others: its router has a private one, or one of 100.64/10 (RFC 6598), or
 * the broker, inside the provider's network, sees such a one. Addresses of two families tell nothing of one another, nor does what a broker sees
 * in the school's own network.
 */
export function carrierNatOf({
  wanAddress,
  publicAddress,
}: Pick<LineMeasures, 'wanAddress' | 'publicAddress'>): boolean | null {
  if (publicAddress !== null && carrierNetwork.test(publicAddress)) return true;
  if (wanAddress === null || noAddress.test(wanAddress)) return null;
  const isPublic = isPublicAddress(wanAddress);
  if (isPublic !== true) return isPublic === null ? null : true;
  if (publicAddress === null || isPublicAddress(publicAddress) !== true) return null;
  const [wan, seen] = [addressNumber(wanAddress), addressNumber(publicAddress ?? '')];
  if (wan === null || seen === null || isFour(wan) !== isFour(seen)) return null;
  return wan !== seen;
}

function isFour(address: bigint): boolean {
  return address >> 32n === 0xffffn;
}

function verdictOf(reasons: readonly LineReason[], hasTypicalLatency: boolean): LineJudgement['verdict'] {
  const onSide = (side: ReasonSide): number =>
    reasons.filter((code) => lineReasonCodes[code] === side).length;
  if (onSide('against') > 0) return 'contradicted';
  const isLikeMedium = hasTypicalLatency ? reasons.includes('latency-fits') : true;
  return isLikeMedium && onSide('for') >= 2 ? 'corroborated' : 'declared';
}

function networkReasons(declared: LineDeclaration, measured: LineMeasures): LineReason[] {
  const { asn, isKnownNetwork, publicAddress } = measured;
  const shared: LineReason[] = declared.sharesNetwork ? ['network-shared'] : [];
  if (declared.asns.length === 0) return ['provider-unknown'];
  if (asn === null) {
    const isForeign = publicAddress !== null && isPublicAddress(publicAddress) === true;
    return isForeign ? ['network-unknown', ...shared] : shared;
  }
  if (declared.asns.includes(asn)) return ['network-matches', ...shared];
  return [isKnownNetwork ? 'network-differs' : 'network-unknown', ...shared];
}

/** A port that is slower than the contract says nothing of the line behind it. */
function rateReasons(
  { downMbps, upMbps }: LineDeclaration,
  measured: LineMeasures,
  { rateReachedShare, rateShortShare, slowPortMbps }: LineThresholds,
): LineReason[] {
  const shares = [shareOf(measured.downMbps, downMbps), shareOf(measured.upMbps, upMbps)].filter(
    (share) => share !== null,
  );
  const { portMbps } = measured;
  const isHeldBack = portMbps !== null && portMbps <= slowPortMbps && (downMbps ?? 0) > portMbps;
  const least = Math.min(...shares);
  if (shares.length === 0) return isHeldBack ? ['port-limits'] : [];
  if (least >= rateReachedShare) return ['rate-reached'];
  if (isHeldBack) return ['port-limits'];
  if (measured.isByRadio === true) return ['radio-limits'];
  return [least < rateShortShare ? 'rate-short' : 'rate-partly'];
}

function shareOf(measured: number | null, contracted: number | null): number | null {
  return measured === null || contracted === null || contracted === 0 ? null : measured / contracted;
}

/** Typed in by a person: it says how well the fibre is lit, not that there is one. */
function opticalReasons({ opticalDbm, medium }: LineDeclaration, thresholds: LineThresholds): LineReason[] {
  if (opticalDbm === null || medium !== 'fibre') return [];
  if (opticalDbm < thresholds.opticalWeakDbm) return ['optical-weak'];
  return [opticalDbm > thresholds.opticalStrongDbm ? 'optical-strong' : 'optical-in-range'];
}

/** Days are YYYY-MM-DD: a contract holds through its last day. */
function contractReasons(
  { contractEndsOn }: LineDeclaration,
  today: string,
  { contractEndingDays }: LineThresholds,
): LineReason[] {
  if (contractEndsOn === null) return [];
  if (contractEndsOn < today) return ['contract-ended'];
  const left = Date.parse(contractEndsOn) - Date.parse(today);
  return left <= contractEndingDays * 86_400_000 ? ['contract-ending'] : [];
}
