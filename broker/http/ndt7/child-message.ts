import { z } from 'zod';
import { address, count, requestId } from '../../../shared/contract/scalars.ts';

const credentials = z.object({ keyPem: z.string(), chainPem: z.string() });
const port = address.shape.mqttPort;

/** Lines from the broker to its measuring process, on stdin: keys are never in its arguments or environment. */
export const toChild = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    host: z.string(),
    echoPort: port,
    /** Absent where another server is used for speed tests. */
    ndt7: z.object({ port, key: z.base64(), credentials }).optional(),
  }),
  z.object({ kind: z.literal('credentials'), credentials }),
]);
export type ToChild = z.infer<typeof toChild>;

/** Its only lines back, on stdout: it listens, or why it cannot; what one direction of a lease's test took of the line. */
export const fromChild = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('listening') }),
  z.object({ kind: z.literal('tested'), leaseId: requestId, lineBytes: count }),
  z.object({ kind: z.literal('failed'), port, reason: z.string().max(80) }),
]);
export type FromChild = z.infer<typeof fromChild>;

/** A chain of certificates with its key, escaped. */
export const maxLineBytes = 262_144;
