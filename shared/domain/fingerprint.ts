/** Hardware identifiers as keyed hashes. They identify; they never authenticate. A part that could not be read is left out. */
export type HardwareFingerprint = {
  readonly systemUuid?: string | undefined;
  readonly boardSerial?: string | undefined;
  /** One hash a physical network card. */
  readonly macs?: readonly string[] | undefined;
  readonly systemDisk?: string | undefined;
};

export const fingerprintParts = ['systemUuid', 'boardSerial', 'macs', 'systemDisk'] as const;
export type FingerprintPart = (typeof fingerprintParts)[number];

/** Fewer identifiers than this would confuse two machines. */
export const strongParts = 2;

/** Whether a value is one that several machines carry, such as `Default string`. */
export type IsPlaceholder = (part: FingerprintPart, value: string) => boolean;

/** `other`: proof of another machine; `unknown`: nothing that both carry can be compared. */
export type Likeness = 'same' | 'other' | 'unknown';

/** The fingerprint without values that name no machine. */
export function validFingerprint(
  fingerprint: HardwareFingerprint,
  isPlaceholder: IsPlaceholder,
): HardwareFingerprint {
  const one = (part: 'systemUuid' | 'boardSerial' | 'systemDisk') => {
    const value = fingerprint[part];
    return value === undefined || isPlaceholder(part, value) ? {} : { [part]: value };
  };
  const macs = fingerprint.macs?.filter((mac) => !isPlaceholder('macs', mac)) ?? [];
  return {
    ...one('systemUuid'),
    ...one('boardSerial'),
    ...(macs.length === 0 ? {} : { macs }),
    ...one('systemDisk'),
  };
}

/** Every value with the part it belongs to. */
export function fingerprintValues(
  fingerprint: HardwareFingerprint,
): readonly { readonly part: FingerprintPart; readonly value: string }[] {
  return fingerprintParts.flatMap((part) => {
    const value = fingerprint[part];
    if (value === undefined) return [];
    return (typeof value === 'string' ? [value] : value).map((each) => ({ part, value: each }));
  });
}

/** Parts that both carry with a common value; cards match when any of them is in both machines. */
export function sharedParts(a: HardwareFingerprint, b: HardwareFingerprint): readonly FingerprintPart[] {
  const values = new Set(fingerprintValues(a).map(({ part, value }) => `${part} ${value}`));
  const common = new Set(
    fingerprintValues(b)
      .filter(({ part, value }) => values.has(`${part} ${value}`))
      .map(({ part }) => part),
  );
  return fingerprintParts.filter((part) => common.has(part));
}

/** How many parts it has. */
export function partCount(fingerprint: HardwareFingerprint): number {
  return fingerprintParts.filter((part) => fingerprint[part] !== undefined).length;
}

/**
 * Whether two fingerprints seen behind one key are of one machine. A disk or a card cannot be in two machines at once, so
 * one of them in common proves it (a swapped board, card or disk stays the same machine). UUID and board serial prove
 * nothing alone: whole labs share them.
 * Both must be valid (see {@link validFingerprint}).
 */
export function compareFingerprints(known: HardwareFingerprint, seen: HardwareFingerprint): Likeness {
  const shared = sharedParts(known, seen);
  if (shared.includes('macs') || shared.includes('systemDisk')) return 'same';
  const comparable = fingerprintParts.filter((part) => known[part] !== undefined && seen[part] !== undefined);
  if (comparable.length === 0) return 'unknown';
  const hasUnique = comparable.includes('macs') || comparable.includes('systemDisk');
  return !hasUnique && shared.length === comparable.length ? 'same' : 'other';
}
