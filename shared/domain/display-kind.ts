export const displayKinds = ['monitor', 'projector?', 'tv?', 'unknown'] as const;
export type DisplayKind = (typeof displayKinds)[number];

/** Beginnings and parts of names by which kinds are told (shared/data/display-kinds.json). */
export interface DisplayKindTable {
  readonly rules: readonly DisplayKindRule[];
}

export interface DisplayKindRule {
  readonly kind: 'projector?' | 'tv?';
  /** Lower case; compared with the beginning of a name, or with any part of it. */
  readonly text: string;
  readonly match: 'prefix' | 'part';
}

export interface DisplayFacts {
  readonly name: string | null;
  readonly widthMm: number | null;
  readonly heightMm: number | null;
}

/**
 * Kind of a display: a guess, and marked so with a question mark; projectors are never counted as certain. The first rule
 * that the name matches holds; a display that names itself and has no image size is a projector (measured on linuxhw/EDID:
 * 44 of 48 projectors have none, 0 of 3,000 monitors of Dell). One that tells neither name nor size is not known.
 */
export function displayKindOf(display: DisplayFacts, table: DisplayKindTable): DisplayKind {
  const name = display.name?.toLowerCase() ?? '';
  const rule = table.rules.find(({ text, match }) =>
    match === 'prefix' ? name.startsWith(text) : name.includes(text),
  );
  if (rule !== undefined) return rule.kind;
  if (display.widthMm !== null && display.heightMm !== null) return 'monitor';
  return name === '' ? 'unknown' : 'projector?';
}
