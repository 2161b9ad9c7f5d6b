import { z } from 'zod';

/** A column that holds JSON of `schema`: text that is no JSON fails like any other invalid value. */
export function jsonColumn<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((json, context): unknown => {
      try {
        return JSON.parse(json);
      } catch {
        context.addIssue('not JSON');
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/** The rows that this build can read; one of another version is left out, so that it never stops the rest. */
export function readable<T>(rows: readonly unknown[], schema: z.ZodType<T>): T[] {
  return rows.flatMap((row) => {
    const read = schema.safeParse(row);
    return read.success ? [read.data] : [];
  });
}
