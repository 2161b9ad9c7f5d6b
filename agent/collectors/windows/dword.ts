import { cimCount } from './cim-values.ts';

/** A whole number of 32 bits, raw; undefined when it is no such number. */
export const cimDword = cimCount.transform((value) =>
  value === undefined || value > 0xffffffff ? undefined : value,
);
