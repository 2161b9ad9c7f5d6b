import type { LineWish } from '../../shared/contract/line-kinds.ts';
import type { LineEntry } from '../../shared/contract/line-rows.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';

/** What a new line cannot be without. */
export type NeededField = 'schoolCode' | 'isp' | 'medium';

/** What was said before with what is said now: null takes a field back, what is left out stays. */
export function wishedLine(
  { lineId, schoolCode, ...said }: LineWish,
  before: LineEntry | null,
): Result<LineEntry, NeededField> {
  const code = before?.schoolCode ?? schoolCode;
  const isp = (said.isp ?? before?.isp)?.trim();
  const medium = said.medium ?? before?.medium;
  if (code === undefined) return err('schoolCode');
  if (isp === undefined || isp === '') return err('isp');
  if (medium === undefined) return err('medium');
  const given = Object.entries(said).filter(([, value]) => value !== undefined);
  const fields = Object.entries({ ...before, ...Object.fromEntries(given) }).filter(
    ([, value]) => value !== null,
  );
  const kept: Partial<LineEntry> = Object.fromEntries(fields);
  const duty = said.duty ?? before?.duty ?? 'main';
  return ok({ ...kept, lineId, schoolCode: code, isp, medium, duty });
}
