import { z } from 'zod';

/** Where a row comes from and the date of that source: every shipped table carries both on every row. */
export const source = {
  source: z.string().min(1).max(500),
  sourceDate: z.iso.date(),
};

/** Words of a table in both languages, composed (NFC). */
export const localText = z.object({ vi: composedText(), en: composedText() });

function composedText() {
  return z
    .string()
    .min(1)
    .max(300)
    .refine((value) => value === value.normalize('NFC'), 'not-composed');
}
