import type { LineMedium } from './line.ts';

/** What a school says of its line; null was not said. */
export interface LineDeclaration {
  readonly medium: LineMedium;
  /** Networks of its provider; empty where the provider is not known. */
  readonly asns: readonly number[];
  /** Another line of its school comes from the same network, and no other gateway tells the two apart. */
  readonly sharesNetwork: boolean;
  readonly downMbps: number | null;
  readonly upMbps: number | null;
  readonly opticalDbm: number | null;
  /** YYYY-MM-DD */
  readonly contractEndsOn: string | null;
}

/** What was measured of it; null was not. */
export interface LineMeasures {
  /** Network from which its traffic comes, and whether that is one of a known provider. */
  readonly asn: number | null;
  readonly isKnownNetwork: boolean;
  readonly publicAddress: string | null;
  /** As the school's router tells, of this line. */
  readonly wanAddress: string | null;
  /** Of the provider's first hop: median and jitter. */
  readonly firstHopMs: number | null;
  readonly firstHopJitterMs: number | null;
  /** By the newest speed test. */
  readonly downMbps: number | null;
  readonly upMbps: number | null;
  /** Link of the measuring machine's own port. */
  readonly portMbps: number | null;
  /** Whether that machine goes out by radio: what it finds too slow may be the radio's fault. */
  readonly isByRadio: boolean | null;
  /** Local day, YYYY-MM-DD. */
  readonly today: string;
}

/** How the first hop of a medium answers, and how its two directions relate (up ÷ down). */
export interface MediumSignature {
  readonly minLatencyMs: number;
  readonly maxLatencyMs: number;
  readonly minJitterMs: number;
  readonly maxJitterMs: number;
  readonly minSymmetry: number;
  readonly maxSymmetry: number;
}

export interface LineThresholds {
  /** Media without a typical answer are left out. */
  readonly media: Readonly<Partial<Record<LineMedium, MediumSignature>>>;
  /** A fibre does not answer like this: from this latency and jitter on it is like a mobile line… */
  readonly mobileLikeLatencyMs: number;
  readonly mobileLikeJitterMs: number;
  /** …and from this latency on, with so little of the rate upwards, like a copper one. */
  readonly copperLikeLatencyMs: number;
  readonly copperLikeSymmetry: number;
  /** Share of the contracted rate from which it counts as delivered, and below which it does not. */
  readonly rateReachedShare: number;
  readonly rateShortShare: number;
  /** A port that is no faster holds back a line of more than `fastLineMbps`. */
  readonly slowPortMbps: number;
  readonly fastLineMbps: number;
  readonly opticalWeakDbm: number;
  readonly opticalStrongDbm: number;
  readonly contractEndingDays: number;
}
