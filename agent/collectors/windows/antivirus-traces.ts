import type { Facts } from '../../../shared/contract/readings.ts';
import type { AntivirusTrace } from '../../../shared/data/antivirus-traces.ts';
import type { CollectorContext } from '../../collector.ts';
import { clip, defined } from '../text.ts';
import { type RegistryValues, readRegistry, registryPath } from './registry.ts';
import { dayOf, fileTimeOf, numberOf, textOf, unixTimeOf } from './registry-facts.ts';

type Product = NonNullable<Facts['antivirus']['products']>[number];

/** What a product writes of itself. */
export type TraceFacts = Omit<Product, 'name'>;

const homes = ['HKLM\\SOFTWARE', 'HKLM\\SOFTWARE\\Wow6432Node'];

/** Days that a licence can have left in the contract; 0xFFFFFFFF, which stands for none, lies far outside. */
const maxLicenceDays = 36_500;

/**
 * What the products of the table have written into the registry, by the name of their row. Which vendors are there at all is
 * asked first, by two listings: on most machines nothing further is read.
 */
export async function readTraceFacts(
  context: CollectorContext,
  traces: readonly AntivirusTrace[],
): Promise<ReadonlyMap<string, TraceFacts>> {
  const facts = new Map<string, TraceFacts>();
  for (const home of homes) {
    const listed = await readRegistry(context.host, home, { signal: context.signal });
    const isThere = ({ root }: AntivirusTrace): boolean =>
      root !== undefined && listed.ok && listed.value.has(registryPath(`${home}\\${root}`));
    for (const trace of traces.filter(isThere)) {
      const read = await readTrace(context, `${home}\\${trace.key}`, trace);
      if (read !== undefined && !facts.has(trace.product)) facts.set(trace.product, read);
    }
  }
  return facts;
}

/** Undefined when none of the values is there. Of several versions of one product the one with the newest signatures counts. */
async function readTrace(
  { host, signal }: CollectorContext,
  key: string,
  { isRecursive, values }: AntivirusTrace,
): Promise<TraceFacts | undefined> {
  const read = await readRegistry(host, key, { recursive: isRecursive, signal });
  if (!read.ok) return undefined;
  return [...read.value.values()]
    .map((each) => factsOf(each, values))
    .filter((each) => Object.keys(each).length > 0)
    .reduce<TraceFacts | undefined>(
      (best, each) => ((each.signatureAt ?? 0) > (best?.signatureAt ?? -1) ? each : best),
      undefined,
    );
}

function factsOf(values: RegistryValues, names: AntivirusTrace['values']): TraceFacts {
  const value = (name: string | undefined) =>
    name === undefined ? undefined : values.get(name.toLowerCase());
  const joined = (parts: readonly string[] | undefined): string | undefined => {
    const texts = (parts ?? []).map((name) => textOf(value(name), 64));
    return texts.includes(undefined) ? undefined : clip(texts.join('.'), 64);
  };
  const licenceType = numberOf(value(names.licenceType));
  const days = numberOf(value(names.licenceDaysLeft));
  // Without a kind of licence the days are those of no licence at all.
  const hasDays = days !== undefined && days <= maxLicenceDays && licenceType !== 0;
  return defined({
    version: joined(names.version),
    signatureVersion: joined(names.signatureVersion),
    signatureAt:
      fileTimeOf(value(names.signatureFileTime)) ??
      unixTimeOf(value(names.signatureUnixSeconds)) ??
      dayOf(value(names.signatureDay)),
    licenceType,
    licenceDaysLeft: hasDays ? days : undefined,
  });
}
