import { z } from 'zod';
import { deviceStates, roles } from '../domain/device.ts';
import { sections } from '../domain/reading.ts';
import { sectionHashes } from './readings.ts';
import {
  address,
  bootId,
  connection,
  count,
  epochMs,
  lineId,
  pageUrl,
  requestId,
  schoolCode,
  sequence,
  text,
  version,
} from './scalars.ts';

const { host: hostPart, mqttPort: portPart } = address.shape;

/** Who acknowledges a report: the PUBACK of the embedded broker, or the `stored` order behind an external one. */
export const ackModes = ['puback', 'stored'] as const;
export type AckMode = (typeof ackModes)[number];

const welcome = z.object({
  kind: z.literal('welcome'),
  schoolCode,
  schoolName: text(200),
  room: text(64).optional(),
  seat: text(16).optional(),
  role: z.enum(roles),
  state: z.enum(deviceStates),
  ack: z.enum(ackModes),
  cadenceSeconds: z.int().min(10).max(86_400),
  /** What the machine may call itself in its reports. */
  hostname: z.enum(['plain', 'hashed']),
  /** The broker has seen this disk forget: what the agent keeps will not last. */
  frozen: z.boolean().optional(),
  /** What the broker already holds; a frozen agent sends differences only. */
  hashes: sectionHashes.optional(),
});

/** Everything of `boot` up to `upTo`, and the numbers of `also`, is committed. Used where `ack` is `stored`. */
const stored = z.object({
  kind: z.literal('stored'),
  boot: bootId,
  upTo: count,
  also: z.array(sequence).max(256).optional(),
});

const resend = z.object({ kind: z.literal('resend'), sections: z.array(z.enum(sections)).min(1).max(32) });
const collectNow = z.object({
  kind: z.literal('collect-now'),
  sections: z.array(z.enum(sections)).max(32).optional(),
});
const endpoint = z.object({ host: hostPart, port: portPart });

/** A service to check: `https` goes through DNS, TCP, TLS and HTTP; `tcp` ends at the handshake. */
const serviceTarget = z.object({
  service: requestId,
  url: pageUrl,
});

/**
 * The duty of a machine on its school's line, until `until` or another such order: `none` ends it. Only the prober and its
 * standby ever measure beyond the gateway.
 */
const probe = z.object({
  kind: z.literal('probe'),
  lineId,
  duty: z.enum(['prober', 'standby', 'none']),
  until: epochMs,
  anchors: z.array(endpoint).max(4).default([]),
  /** Plain HTTP: answers 204 and names the address that it sees, for captive portals and the public address. */
  echo: endpoint.optional(),
  services: z.array(serviceTarget).max(64).default([]),
  /** Between two light checks of one service, and this machine's place in that span among its neighbours'. */
  serviceEverySeconds: z.int().min(30).max(86_400).default(900),
  servicePhaseSeconds: count.default(0),
  /** A minute is `bad` from here on. */
  badLatencyMs: z.int().min(1).max(60_000).default(400),
  badLossPercent: z.number().min(0).max(100).default(20),
});

/** One speed test, within its time and bytes (both directions together): asked for by no other machine of the line meanwhile. */
const probeLease = z.object({
  kind: z.literal('probe-lease'),
  lineId,
  until: epochMs,
  budgetBytes: count,
  /** ndt7 over WebSocket: wss:// (verified against the installation's CA where `isOurs`, else the public ones) or ws://. */
  serverUrl: z
    .string()
    .max(300)
    .regex(/^wss?:\/\/[^\s]+$/),
  isOurs: z.boolean(),
  /** Proves the lease to our own server; opaque to the machine. */
  ticket: z.string().max(512).optional(),
});
const setCadence = z.object({ kind: z.literal('set-cadence'), cadenceSeconds: z.int().min(10).max(86_400) });
const setAddresses = z.object({
  kind: z.literal('set-addresses'),
  addresses: z.array(address).min(1).max(8),
});
/**
 * With a certificate: it is of the machine's own key and replaces the older one, which stays valid. Without: the machine
 * makes a new key and has it certified at `/join/renew`. `ca`: the authorities to trust from now on.
 */
const renew = z.object({
  kind: z.literal('renew'),
  certificate: z.string().min(1).max(8192).optional(),
  ca: z.string().min(1).max(16_384).optional(),
});
/** Names the connection that must become another device: one key on two machines. */
const split = z.object({ kind: z.literal('split'), boot: bootId, conn: connection });
const update = z.object({
  kind: z.literal('update'),
  version: text(32),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  path: z.string().regex(/^\/[A-Za-z0-9._/-]{1,200}$/),
});

export const orderBody = z.discriminatedUnion('kind', [
  welcome,
  stored,
  resend,
  collectNow,
  probe,
  probeLease,
  setCadence,
  setAddresses,
  renew,
  split,
  update,
]);
export type OrderBody = z.infer<typeof orderBody>;

/**
 * `drum/1/<cn>/order`: kept in the store, re-sent after each birth until answered, executed once by id. `at` is when it was sent:
 * by it a machine whose own clock is wrong knows what `expiresAt` and `until` mean.
 */
export const order = z.object({
  v: version,
  id: requestId,
  at: epochMs.optional(),
  expiresAt: epochMs.optional(),
  body: orderBody,
});
export type Order = z.infer<typeof order>;

/** `drum/1/<cn>/answer`: the outcome of an order. `welcome` and `stored` are not answered. */
export const answer = z.object({
  v: version,
  orderId: requestId,
  outcome: z.enum(['done', 'unsupported', 'failed', 'expired']),
  detail: text(200).optional(),
});
export type Answer = z.infer<typeof answer>;
