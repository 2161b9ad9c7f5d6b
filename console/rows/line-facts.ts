import type { LineMeasures, LineRow } from '../../shared/contract/line-rows.ts';
import { isPublicAddress } from '../../shared/domain/address.ts';
import { spanText } from '../../shared/text/span.ts';
import type { Text } from '../../shared/text/text.ts';
import { plain } from './cell.ts';
import type { Column } from './column.ts';
import { dash, dayText, numberColumn, wordsColumn } from './words-column.ts';

type LineFactName =
  | 'siteCode'
  | 'monthlyCost'
  | 'contractEndsOn'
  | 'promisedPercent'
  | 'opticalDbm'
  | 'note'
  | 'prober'
  | 'standby'
  | 'measuredAt'
  | 'publicAddress'
  | 'network'
  | 'isCarrierNat'
  | 'wanAddress'
  | 'hasIpv6'
  | 'captivePortal'
  | 'firstHop'
  | 'mtuBytes'
  | 'link'
  | 'router'
  | 'speed'
  | 'slowPorts';

/** Why a fact is not known: the texts `lineUnknown.<code>`. */
type UnknownLineFact =
  | 'not-entered'
  | 'no-prober'
  | 'no-standby'
  | 'not-sampled'
  | 'echo-silent'
  | 'not-in-table'
  | 'private-address'
  | 'router-silent'
  | 'asked-hourly'
  | 'pings-unanswered'
  | 'hop-silent'
  | 'link-not-told'
  | 'not-tested';

/** One fact of a line in words; what is not known says why. */
export type LineFact = { readonly name: LineFactName } & (
  | { readonly value: string }
  | { readonly why: UnknownLineFact }
);

function known(name: LineFactName, value: string | null, why: UnknownLineFact): LineFact {
  return value === null ? { name, why } : { name, value };
}

/** What people entered of a line, beyond what a listing shows. */
export function declaredFacts(row: LineRow, text: Text): LineFact[] {
  const { monthlyCost: amount, promisedPercent, opticalDbm: power, opticalReadOn } = row;
  const cost =
    amount === undefined ? null : text.t('lineFact.monthlyCost.value', { amount: text.number(amount) });
  const optical =
    power === undefined
      ? null
      : text.t('lineFact.opticalDbm.value', {
          ...{ power: text.number(power, 1), day: dayText(opticalReadOn ?? null, text) },
        });
  return [
    known('siteCode', row.siteCode ?? null, 'not-entered'),
    known('monthlyCost', cost, 'not-entered'),
    known(
      'contractEndsOn',
      row.contractEndsOn === undefined ? null : dayText(row.contractEndsOn, text),
      'not-entered',
    ),
    known(
      'promisedPercent',
      promisedPercent === undefined ? null : `${text.number(promisedPercent, 2)} %`,
      'not-entered',
    ),
    known('opticalDbm', optical, 'not-entered'),
    known('note', row.note ?? null, 'not-entered'),
  ];
}

/** What machines found of a line. */
export function measuredFacts(row: LineRow, measured: LineMeasures | null, text: Text): LineFact[] {
  const mute = row.proberId === null ? 'no-prober' : 'not-sampled';
  // From before the broker's start only the newest figures are known.
  const isFresh = measured?.targets !== undefined;
  const of = (
    name: LineFactName,
    say: (told: LineMeasures) => string | null,
    why: UnknownLineFact,
  ): LineFact => (measured === null ? { name, why: mute } : known(name, say(measured), isFresh ? why : mute));
  const network = row.asn === null ? null : `AS${row.asn} ${row.asnName ?? ''}`.trim();
  const isPublic = row.publicAddress === null ? null : isPublicAddress(row.publicAddress);
  const noAddress = isPublic === null ? 'echo-silent' : 'private-address';
  return [
    known('prober', row.proberId, 'no-prober'),
    known('standby', row.standbyId, 'no-standby'),
    of(
      'measuredAt',
      ({ measuredAt, deviceId, hostname }) => `${text.dateTime(measuredAt)} (${hostname ?? deviceId})`,
      mute,
    ),
    of('publicAddress', () => (isPublic === true ? row.publicAddress : null), noAddress),
    of('network', () => network, isPublic === true ? 'not-in-table' : noAddress),
    of(
      'isCarrierNat',
      () => yesNo(row.isCarrierNat, text),
      measured?.router?.wanAddress === undefined ? 'router-silent' : 'echo-silent',
    ),
    of('wanAddress', ({ router }) => router?.wanAddress ?? null, 'router-silent'),
    of('hasIpv6', ({ ipv6 }) => ipv6Text(ipv6, text), 'asked-hourly'),
    of('captivePortal', () => yesNo(row.captivePortal, text), 'echo-silent'),
    of('firstHop', ({ firstHop }) => firstHopText(firstHop, text), 'hop-silent'),
    of('mtuBytes', ({ mtuBytes }) => mtuText(mtuBytes, text), 'pings-unanswered'),
    of('link', ({ link }) => linkText(link, text), 'link-not-told'),
    of('router', ({ router }) => routerText(router, text), 'router-silent'),
    known('speed', speedText(row, text), 'not-tested'),
    ...slowPortFacts(row, measured, text),
  ];
}

/** Each fact on a line of its own. */
export function factText(facts: readonly LineFact[], text: Text): string {
  return facts
    .map((fact) => {
      const value =
        'value' in fact ? fact.value : text.t('lineFact.unknown', { why: text.t(`lineUnknown.${fact.why}`) });
      return `  ${text.t(`lineFact.${fact.name}`)}: ${plain(value)}\n`;
    })
    .join('');
}

function yesNo(is: boolean | null, text: Text): string | null {
  return is === null ? null : text.t(is ? 'lineFact.yes' : 'lineFact.no');
}

function ipv6Text(ipv6: LineMeasures['ipv6'], text: Text): string | null {
  if (ipv6?.hasGlobalAddress !== true || ipv6.isBrokerReachable === undefined)
    return yesNo(ipv6?.hasGlobalAddress ?? null, text);
  return text.t(ipv6.isBrokerReachable ? 'lineFact.hasIpv6.reachesBroker' : 'lineFact.hasIpv6.notBroker');
}

function firstHopText(hop: LineMeasures['firstHop'], text: Text): string | null {
  if (hop === null) return null;
  const values = { latency: text.number(hop.latencyMs, 1), jitter: text.number(hop.jitterMs, 1) };
  return text.t('lineFact.firstHop.value', values);
}

/** Ethernet's 1500 less the header of PPPoE (RFC 2516 §7). */
const pppoeBytes = 1_492;

function mtuText(bytes: number | undefined, text: Text): string | null {
  if (bytes === undefined) return null;
  return text.t(bytes === pppoeBytes ? 'lineFact.mtuBytes.pppoe' : 'lineFact.mtuBytes.value', { bytes });
}

/** `Wi-Fi wlan0, 5 GHz, kênh 36, −61 dBm, 433 Mb/s`: the own link alone, no network's name. */
function linkText(link: LineMeasures['link'], text: Text): string | null {
  if (link === null) return null;
  const { name, kind, speedMbps, isFullDuplex, wifi } = link;
  const rate = wifi?.rateMbps ?? speedMbps;
  const signal = wifi?.signalDbm;
  const percent = wifi?.signalPercent;
  const parts = [
    kind === 'ethernet' || kind === 'wifi' ? `${text.t(`lineFact.link.${kind}`)} ${name}` : name,
    wifi?.band === undefined ? null : `${wifi.band} GHz`,
    wifi?.channel === undefined ? null : text.t('lineFact.link.channel', { channel: wifi.channel }),
    signal === undefined ? null : `${text.number(signal)} dBm`,
    signal !== undefined || percent === undefined ? null : `${text.number(percent)} %`,
    rate === undefined || rate === 0 ? null : text.t('lineFact.link.rate', { rate: text.number(rate) }),
    isFullDuplex === false ? text.t('lineFact.link.duplex') : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

/** What the router itself told; its rates are of its port, not of the contract. */
function routerText(router: LineMeasures['router'], text: Text): string | null {
  if (router === undefined) return null;
  const { model, accessType, linkStatus, wanUptimeSeconds: up } = router;
  const span = up === undefined ? null : spanText(up * 1_000, text);
  const parts = [
    model,
    accessType,
    linkStatus,
    span === null ? null : text.t('lineFact.router.up', { span }),
  ];
  return parts.filter((part) => part != null).join(', ') || null;
}

function speedText({ testedAt, measuredDownMbps, measuredUpMbps }: LineRow, text: Text): string | null {
  if (testedAt === null) return null;
  const rates = [measuredDownMbps, measuredUpMbps].map((rate) => (rate === null ? dash : text.number(rate)));
  return text.t('lineFact.speed.value', { rates: rates.join('/'), at: text.dateTime(testedAt) });
}

/** Only where there is such a finding: a port that nobody told of is none. */
function slowPortFacts(
  { schoolCode: school }: LineRow,
  measured: LineMeasures | null,
  text: Text,
): LineFact[] {
  const machines = measured?.slowPorts ?? 0;
  if (machines === 0) return [];
  return [{ name: 'slowPorts', value: text.t('lineFact.slowPorts.value', { machines, school }) }];
}

type Target = NonNullable<LineMeasures['targets']>[number];
type Resolver = NonNullable<LineMeasures['dns']>[number];

/** Percent of what was sent; null where nothing was. */
function lossOf({ sent, lost }: Pick<Target, 'sent' | 'lost'>): number | null {
  return sent === 0 ? null : (100 * Math.min(lost, sent)) / sent;
}

export const targetColumns: readonly Column<Target>[] = [
  wordsColumn(
    'kind',
    'column.target',
    ({ kind }) => kind,
    ({ kind }, text) => text.t(`lineTarget.${kind}`),
  ),
  wordsColumn('address', 'column.netAddress', ({ address }) => address ?? null),
  wordsColumn('method', 'column.method', ({ method }) => method),
  numberColumn('p50Ms', 'column.p50', ({ p50Ms }) => p50Ms ?? null, 1),
  numberColumn('p95Ms', 'column.p95', ({ p95Ms }) => p95Ms ?? null, 1),
  numberColumn('jitterMs', 'column.jitter', ({ jitterMs }) => jitterMs ?? null, 1),
  numberColumn('lossPercent', 'column.loss', lossOf, 1),
  numberColumn('sent', 'column.tries', ({ sent }) => sent),
];

export const resolverColumns: readonly Column<Resolver>[] = [
  wordsColumn('server', 'column.netAddress', ({ server }) => server),
  numberColumn('p50Ms', 'column.p50', ({ p50Ms }) => p50Ms ?? null, 1),
  numberColumn('p95Ms', 'column.p95', ({ p95Ms }) => p95Ms ?? null, 1),
  numberColumn('lossPercent', 'column.loss', lossOf, 1),
  numberColumn('sent', 'column.tries', ({ sent }) => sent),
];
