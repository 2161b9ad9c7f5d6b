import { decode } from '../../shared/contract/codec.ts';
import { type Report, report } from '../../shared/contract/report.ts';
import { type Birth, type Death, status } from '../../shared/contract/status.ts';
import { buildTopic } from '../../shared/contract/topics.ts';
import type { UnreadMessage } from '../store/report-port.ts';

/** Bytes of one device, as they came: the device is the topic's, guarded by the certificate; never the payload's. */
export type Arrival = {
  readonly kind: 'report' | 'status';
  readonly deviceId: string;
  readonly receivedAt: number;
  readonly payload: Buffer;
};

type From = { readonly deviceId: string; readonly receivedAt: number };

/** An arrival after reading; what cannot be read is a message too, for the quarantine. */
export type Message =
  | (From & { readonly kind: 'report'; readonly report: Report; readonly arrival: Arrival })
  | (From & { readonly kind: 'birth'; readonly birth: Birth; readonly arrival: Arrival })
  | (From & { readonly kind: 'death'; readonly death: Death; readonly arrival: Arrival })
  | (From & { readonly kind: 'unread'; readonly unread: UnreadMessage });

const maxDetailLength = 200;

/** Reads one arrival. Total: every byte string gives a message. */
export function readMessage(arrival: Arrival): Message {
  const { deviceId, receivedAt } = arrival;
  if (arrival.kind === 'report') {
    const read = decode(arrival.payload, report);
    if (read.ok) return { kind: 'report', deviceId, receivedAt, report: read.value, arrival };
    return unreadMessage(arrival, read.error.kind, read.error.detail);
  }
  const read = decode(arrival.payload, status);
  if (!read.ok) return unreadMessage(arrival, read.error.kind, read.error.detail);
  if (read.value.kind === 'birth') return { kind: 'birth', deviceId, receivedAt, birth: read.value, arrival };
  return { kind: 'death', deviceId, receivedAt, death: read.value, arrival };
}

/** The same arrival as a case for the quarantine. */
export function unreadMessage(arrival: Arrival, reason: string, detail: string): Message {
  const { deviceId, receivedAt } = arrival;
  return { kind: 'unread', deviceId, receivedAt, unread: unreadOf(arrival, reason, detail) };
}

/** @param reason stable code */
export function unreadOf(arrival: Arrival, reason: string, detail: string): UnreadMessage {
  return {
    at: arrival.receivedAt,
    deviceId: arrival.deviceId,
    topic: buildTopic({ kind: arrival.kind, cn: arrival.deviceId }),
    reason,
    detail: detail.slice(0, maxDetailLength),
    payload: arrival.payload,
  };
}
