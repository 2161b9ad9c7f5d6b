/** A school as far as it tells whose money is for it. */
type OwnedSchool = {
  readonly schoolCode: string;
  readonly owner?: string | null;
  readonly commune?: string | null;
};

/**
 * Money of an owner is told only to whoever sees everything that it is for: the owner is one of the units themselves, or has
 * schools among them, and none outside.
 */
export function wholeOwners(
  schools: readonly OwnedSchool[],
  codes: ReadonlySet<string>,
  unitNames: readonly string[],
): (owner: string) => boolean {
  const names = new Set(unitNames.map(folded));
  const inside = new Set<string>();
  const outside = new Set<string>();
  for (const { schoolCode, owner, commune } of schools) {
    const named = owner ?? commune;
    if (typeof named === 'string') (codes.has(schoolCode) ? inside : outside).add(folded(named));
  }
  return (owner) => {
    const name = folded(owner);
    return !outside.has(name) && (names.has(name) || inside.has(name));
  };
}

/** Owners are the same by their composed names without case. */
function folded(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
