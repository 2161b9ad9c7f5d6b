import type { LineEntry, ServiceEntry } from '../../shared/contract/line-rows.ts';

/** A line as a person entered it, since `validFrom` (ms UTC). */
export type LineRecord = { readonly validFrom: number; readonly entry: LineEntry };

/** What was said of a service here: it changes a shipped one, or adds one. */
export type ServiceRecord = { readonly validFrom: number; readonly entry: ServiceEntry };

/** A service of everybody, or of one school alone. */
export type ServiceKey = { readonly service: string; readonly schoolCode: string | null };

/** The registers of lines and of services: append-only versions, of which what was said last holds. */
export type LineStore = {
  /** The newest version of each line that was not removed, by school and id. Versions of another build are left out, with `asAtMs` those said later. */
  readonly lines: (asAtMs?: number) => Promise<readonly LineRecord[]>;
  /** New lines, other versions of known ones, and lines that end: all or none. */
  readonly saveLines: (
    entries: readonly LineEntry[],
    at: number,
    actor: string,
    removedIds?: readonly string[],
  ) => Promise<void>;
  /** False when there is no such line (any more). */
  readonly removeLine: (lineId: string, at: number, actor: string) => Promise<boolean>;
  readonly services: () => Promise<readonly ServiceRecord[]>;
  readonly saveService: (entry: ServiceEntry, at: number, actor: string) => Promise<void>;
  /** What was said of it is taken back; false when nothing was. */
  readonly removeService: (key: ServiceKey, at: number, actor: string) => Promise<boolean>;
};
