import type { ServiceCheck } from '../../../shared/contract/line-facts.ts';
import type { ServiceEntry } from '../../../shared/contract/line-rows.ts';
import { type ShippedService, shippedServices } from '../../../shared/data/services.ts';
import type { StoredReport } from '../../ingest/stored.ts';
import type { LinesDeps } from '../lines-deps.ts';

export type ServiceTarget = { readonly service: string; readonly url: string };

/** A service as it holds here: shipped, changed or added; of everybody, or of one school alone. */
export type KnownService = {
  readonly service: string;
  readonly name: string;
  /** Null where every province or school has its own, and nobody entered it yet. */
  readonly url: string | null;
  readonly state: 'active' | 'retired' | 'unset';
  readonly schoolCode: string | null;
  readonly origin: 'shipped' | 'changed' | 'added';
  readonly source: string | null;
};

/** The newest check of a service out of one school. */
export type SchoolCheck = { readonly schoolCode: string; readonly at: number; readonly check: ServiceCheck };

/** Shared services: what is shipped, changed here or added, and how they were reached lately. */
export type Services = {
  /** Also after one was changed. */
  readonly load: () => Promise<void>;
  readonly applyReports: (reports: readonly StoredReport[]) => void;
  /** What a school's prober checks: active ones, private ones included. */
  readonly targetsOf: (schoolCode: string) => readonly ServiceTarget[];
  /** Everybody's and, where a school is named, its own. */
  readonly list: (schoolCode?: string) => readonly KnownService[];
  /** Whether the school has a page of its own by this name. */
  readonly isOwn: (service: string, schoolCode: string) => boolean;
  /** Whether it is everybody's, or this school's, in whatever state. */
  readonly isKnown: (service: string, schoolCode: string | undefined) => boolean;
  /** The newest full or failed check of each school that checked it lately and reached anything at all. */
  readonly checksOf: (service: string) => readonly SchoolCheck[];
};

/** A check of every quarter of an hour, missed twice: nothing is known any more. */
const freshMs = 45 * 60_000;
/** As many as one order takes. */
const maxTargets = 64;

type ServicesState = Pick<LinesDeps, 'store' | 'picture' | 'clock'> & {
  readonly shipped: readonly ShippedService[];
  /** School → service → its newest check. */
  readonly checks: Map<string, Map<string, SchoolCheck>>;
  entries: readonly ServiceEntry[];
};

export function createServices({ store, picture, clock }: LinesDeps): Services {
  const state: ServicesState = {
    ...{ store, picture, clock },
    shipped: shippedServices(),
    checks: new Map(),
    entries: [],
  };
  return {
    load: async () => {
      state.entries = (await store.services()).map(({ entry }) => entry);
    },
    applyReports: (reports) => {
      for (const report of reports) for (const check of report.services ?? []) take(state, report, check);
    },
    targetsOf: (schoolCode) =>
      listOf(state, schoolCode)
        .flatMap(({ service, url, state: now }) =>
          url !== null && now === 'active' ? [{ service, url }] : [],
        )
        .slice(0, maxTargets),
    list: (schoolCode) => listOf(state, schoolCode),
    isOwn: (service, schoolCode) =>
      state.entries.some((entry) => entry.service === service && entry.schoolCode === schoolCode),
    isKnown: (service, schoolCode) =>
      state.shipped.some((row) => row.service === service) ||
      state.entries.some(
        (entry) => entry.service === service && (entry.schoolCode ?? schoolCode) === schoolCode,
      ),
    checksOf: (service) => checksOf(state, service),
  };
}

/** Everybody's in the shipped order, then what was added here, then the school's own; an own one stands for everybody's. */
function listOf({ shipped, entries }: ServicesState, schoolCode?: string): KnownService[] {
  const common = entries.filter((entry) => entry.schoolCode === undefined);
  const own = entries.filter((entry) => schoolCode !== undefined && entry.schoolCode === schoolCode);
  const shippedIds = new Set(shipped.map(({ service }) => service));
  const ownIds = new Set(own.map(({ service }) => service));
  const known = shipped.map((row) => {
    const entry = common.find(({ service }) => service === row.service);
    return entry === undefined ? ofShipped(row) : { ...ofEntry(entry, 'changed'), source: row.source };
  });
  const added = common
    .filter(({ service }) => !shippedIds.has(service))
    .map((entry) => ofEntry(entry, 'added'));
  return [
    ...[...known, ...added].filter(({ service }) => !ownIds.has(service)),
    ...own.map((entry) => ofEntry(entry, shippedIds.has(entry.service) ? 'changed' : 'added')),
  ];
}

function ofShipped(row: ShippedService): KnownService {
  const { service, name, state, source } = row;
  const url = row.state === 'unset' ? null : row.url;
  return { service, name, url, state, schoolCode: null, origin: 'shipped', source };
}

function ofEntry(entry: ServiceEntry, origin: 'changed' | 'added'): KnownService {
  const { service, name, url, state, schoolCode = null } = entry;
  return { service, name, url, state, schoolCode, origin, source: null };
}

/** A light check that went well tells nothing of the page behind: it never replaces a full one that is still fresh. */
function take({ checks, picture }: ServicesState, report: StoredReport, check: ServiceCheck): void {
  const schoolCode = picture.device(report.deviceId)?.schoolCode;
  if (schoolCode === undefined) return;
  const ofSchool = checks.get(schoolCode) ?? new Map<string, SchoolCheck>();
  checks.set(schoolCode, ofSchool);
  const at = report.measuredAt - Math.round(check.ago * 1_000);
  const before = ofSchool.get(check.service);
  if (before !== undefined && before.at >= at) return;
  const isDetailOld = before === undefined || check.isLight !== true || check.stage !== before.check.stage;
  ofSchool.set(check.service, {
    schoolCode,
    at,
    check: isDetailOld ? check : { ...before.check, ago: check.ago },
  });
}

function checksOf({ checks, clock }: ServicesState, service: string): SchoolCheck[] {
  const since = clock.now() - freshMs;
  return [...checks.values()].flatMap((ofSchool) => {
    const own = ofSchool.get(service);
    if (own === undefined || own.at < since) return [];
    return own.check.stage === 'ok' || reachesAnything(ofSchool, own.at) ? own : [];
  });
}

/** A school that reaches nothing at all says nothing of any service: its own line is the cause. */
function reachesAnything(ofSchool: ReadonlyMap<string, SchoolCheck>, at: number): boolean {
  const others = [...ofSchool.values()].filter((other) => Math.abs(other.at - at) <= freshMs);
  return others.length === 1 || others.some(({ check }) => check.stage === 'ok');
}
