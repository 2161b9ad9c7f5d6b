import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { count, epochMs, requestId } from '../../../shared/contract/scalars.ts';

/** A lease as its ticket tells it. */
export type Lease = {
  readonly leaseId: string;
  /** Epoch milliseconds. */
  readonly until: number;
  /** Of both directions together. */
  readonly budgetBytes: number;
};

const claims = z.tuple([requestId, epochMs, count]);

/** `claims.mac`, both base64url: at most 512 characters, opaque to whoever carries it. */
export function signTicket(key: Buffer, { leaseId, until, budgetBytes }: Lease): string {
  const body = Buffer.from(JSON.stringify([leaseId, until, budgetBytes])).toString('base64url');
  return `${body}.${macOf(key, body).toString('base64url')}`;
}

/** Null for whatever was not signed with this key. */
export function readTicket(key: Buffer, ticket: string): Lease | null {
  const [body = '', mac = '', ...rest] = ticket.split('.');
  const [given, right] = [Buffer.from(mac, 'base64url'), macOf(key, body)];
  if (rest.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return null;
  const read = claims.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
  if (!read.success) return null;
  const [leaseId, until, budgetBytes] = read.data;
  return { leaseId, until, budgetBytes };
}

function macOf(key: Buffer, body: string): Buffer {
  return createHmac('sha256', key).update(`ndt7 lease ${body}`).digest();
}
