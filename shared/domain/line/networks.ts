import { addressNumber } from './address-number.ts';

/** Addresses of one network (autonomous system), first and last included. */
export interface AddressRange {
  readonly first: string;
  readonly last: string;
  readonly asn: number;
}

/** A provider of lines: its name, how schools write it, and the networks from which its lines come. */
export interface Provider {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly asns: readonly number[];
}

/** Whose network an address is, and which networks a provider has. */
export interface Networks {
  /** Null for an address of no network of the table, and for what is no address. */
  readonly asnOf: (address: string) => number | null;
  readonly nameOf: (asn: number) => string | null;
  /**
   * The provider that a text names, whatever else it says (`Viettel Quảng Ngãi, gói F90`); null where it names none, or several
   * and is the whole name of none.
   */
  readonly providerNamed: (isp: string) => Provider | null;
  readonly providerOf: (asn: number) => Provider | null;
}

type NumberedRange = { readonly first: bigint; readonly last: bigint; readonly asn: number };

/** @param ranges free of overlap, in any order; one whose ends are no addresses is a defect of the table and throws */
export function createNetworks(
  ranges: readonly AddressRange[],
  providers: readonly Provider[],
  otherNames: ReadonlyMap<number, string>,
): Networks {
  const sorted = ranges.map(numbered).sort((a, b) => (a.first < b.first ? -1 : 1));
  const byAsn = new Map(
    providers.flatMap((provider) => provider.asns.map((asn) => [asn, provider] as const)),
  );
  const spellings = providers.flatMap((provider) =>
    [provider.name, ...provider.aliases].map((alias) => ({ provider, words: ` ${wordsOf(alias)} ` })),
  );
  return {
    asnOf: (address) => {
      const number = addressNumber(address);
      return number === null ? null : asnAt(sorted, number);
    },
    nameOf: (asn) => byAsn.get(asn)?.name ?? otherNames.get(asn) ?? null,
    providerNamed: (isp) => {
      const text = ` ${wordsOf(isp)} `;
      const whole = spellings.find(({ words }) => words === text);
      if (whole !== undefined) return whole.provider;
      const named = new Set(
        spellings.flatMap(({ provider, words }) => (text.includes(words) ? provider : [])),
      );
      const [provider, another] = named;
      return another === undefined ? (provider ?? null) : null;
    },
    providerOf: (asn) => byAsn.get(asn) ?? null,
  };
}

function numbered({ first, last, asn }: AddressRange): NumberedRange {
  const [from, to] = [addressNumber(first), addressNumber(last)];
  if (from === null || to === null || from > to) throw new Error(`no range of addresses: ${first} ${last}`);
  return { first: from, last: to, asn };
}

/** The last range that begins at or before the address, if it reaches that far. */
function asnAt(sorted: readonly NumberedRange[], address: bigint): number | null {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.first ?? 0n) <= address) low = middle + 1;
    else high = middle;
  }
  const range = sorted[low - 1];
  return range !== undefined && address <= range.last ? range.asn : null;
}

/** Words without marks and case: `Bưu điện - VNPT` is `buu dien vnpt`. */
function wordsOf(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .join(' ');
}
