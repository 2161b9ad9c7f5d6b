/** Trimmed, without NULs and at most `maxLength` long, as the contract bounds it; undefined when nothing is left. */
export function clip(value: string | undefined, maxLength: number): string | undefined {
  const trimmed = value?.replaceAll('\0', '').trim().slice(0, maxLength).trim();
  return trimmed === '' ? undefined : trimmed;
}

/** A whole number ≥ 0 and exactly representable, or undefined. */
export function wholeNumber(value: string | undefined): number | undefined {
  if (value === undefined || !/^\s*\d{1,16}\s*$/.test(value)) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** `key=value` or `key: value` lines; the first one of a key counts, quotes around a value are removed. */
export function keyValues(text: string, separator: '=' | ':'): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf(separator);
    if (at <= 0 || line.startsWith('#')) continue;
    const key = line.slice(0, at).trim();
    if (!values.has(key)) values.set(key, unquote(line.slice(at + 1).trim()));
  }
  return values;
}

function unquote(value: string): string {
  const quote = value[0];
  const isQuoted = value.length > 1 && (quote === '"' || quote === "'") && value.endsWith(quote);
  return isQuoted ? value.slice(1, -1) : value;
}

/** The object without its undefined members: a fact that is not known is left out, never null. */
export function defined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // exactOptionalPropertyTypes: optional members stay optional, and none holds undefined afterwards.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** Words of a line, by any white space. */
export function words(line: string): readonly string[] {
  return line.trim().split(/\s+/);
}
