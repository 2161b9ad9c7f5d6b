import { z } from 'zod';
import { queryKinds } from './query-kinds.ts';
import { count, requestId, text, version } from './scalars.ts';

/** `drum/1/<cn>/ask`: a query or command. The answer goes to `tell/<window>` of the asking client. */
export const ask = z.object({
  v: version,
  id: requestId,
  window: z.string().regex(/^[a-z0-9]{8}$/),
  kind: z.enum(Object.keys(queryKinds) as [QueryKind, ...QueryKind[]]),
  params: z.unknown(),
});
export type Ask = z.infer<typeof ask>;

/** `drum/1/<cn>/tell/<window>`: page `page` (from 0) of an answer. An error is always the last page. */
export const tell = z.object({
  v: version,
  id: requestId,
  page: count,
  last: z.boolean(),
  body: z.unknown().optional(),
  error: z
    .object({
      code: text(64),
      /** Values that the catalogue's text of this code names. */
      values: z.record(z.string().max(32), text(500)),
    })
    .optional(),
});
export type Tell = z.infer<typeof tell>;

export type QueryKind = keyof typeof queryKinds;
export type QueryParams<K extends QueryKind> = z.input<(typeof queryKinds)[K]['params']>;
/** One page of the answer to `K`. */
export type QueryBody<K extends QueryKind> = z.output<(typeof queryKinds)[K]['body']>;
