import { z } from 'zod';

/** The speed test of Measurement Lab as both ends here speak it (m-lab ndt-server spec/ndt7-protocol.md v0.11.0). */
export const ndt7Subprotocol = 'net.measurementlab.ndt.v7';

export const ndt7Directions = ['download', 'upload'] as const;
export type Ndt7Direction = (typeof ndt7Directions)[number];

export function ndt7Path(direction: Ndt7Direction): string {
  return `/ndt/v7/${direction}`;
}

/** Where a server that asks for them expects tickets in the query string, as the locate service of Measurement Lab hands them out. */
export const ndt7TicketParameter = 'access_token';

export const ndt7Limits = {
  /** Of one direction. */
  durationMs: 10_000,
  /** Nobody has to wait any longer for the other end. */
  wallMs: 13_000,
  /** Of one message; the load begins with `firstMessageBytes`. */
  maxMessageBytes: 2 ** 24,
  firstMessageBytes: 2 ** 13,
  /** A smaller message is no load. */
  minMessageBytes: 2 ** 10,
  maxQueryBytes: 4_096,
} as const;

/** Of 1,514 bytes on the wire 1,448 are the test's, and 66 more acknowledge two such packets: 7 %; 2 % for TLS, PPPoE and losses. */
const lineShare = 1.09;

/** What the bytes of a test cost on the line, with the headers of Ethernet, IP and TCP and the acknowledgements. */
export function lineBytesOf(testBytes: number): number {
  return Math.ceil(testBytes * lineShare);
}

/** The inverse: what a test may send so that no more crosses the line. */
export function testBytesWithin(lineBytes: number): number {
  return Math.floor(lineBytes / lineShare);
}

const quantity = z.number().min(0).max(1e15);

/** A measurement message: what either end knows of the test so far. Times in microseconds. */
export const ndt7Measurement = z.object({
  AppInfo: z.object({ ElapsedTime: quantity, NumBytes: quantity }).optional(),
  TCPInfo: z
    .object({
      ElapsedTime: quantity.optional(),
      BytesReceived: quantity.optional(),
      MinRTT: quantity.optional(),
    })
    .optional(),
  ConnectionInfo: z
    .object({ Client: z.string(), Server: z.string(), UUID: z.string().optional() })
    .optional(),
  Origin: z.enum(['client', 'server']).optional(),
  Test: z.enum(ndt7Directions).optional(),
});
export type Ndt7Measurement = z.infer<typeof ndt7Measurement>;
