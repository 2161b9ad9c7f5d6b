import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ackModes, type OrderBody } from '../shared/contract/order.ts';
import { roles } from '../shared/domain/device.ts';
import type { AppError, ErrorCode } from '../shared/runtime/app-error.ts';
import { writeSecretFile } from '../shared/runtime/secure-file.ts';
import { type Identity, stateFiles } from './identity.ts';
import { readJson } from './json-file.ts';
import { defaultHostnamePolicy, type PrivacyPolicy } from './privacy.ts';

const assignment = z.object({
  role: z.enum(roles),
  hostname: z.enum(['plain', 'hashed']),
  ack: z.enum(ackModes),
  cadenceSeconds: z.int().min(10).max(86_400),
  /** The broker has seen this disk forget. */
  frozen: z.boolean().optional(),
  /** Why the broker gave no certificate when it was last asked: a code of the catalogue, until it lets this machine in again. */
  refusal: z.string().max(64).optional(),
});
/** What the broker last said this machine is for and how it reports. */
export type Assignment = z.infer<typeof assignment>;

type Welcome = Extract<OrderBody, { kind: 'welcome' }>;

export type AssignmentBook = {
  readonly current: () => Assignment;
  readonly policy: () => PrivacyPolicy;
  /** Whether what may leave has changed. */
  readonly welcome: (body: Welcome) => boolean;
  readonly setCadence: (cadenceSeconds: number) => void;
  readonly refused: (code: ErrorCode) => void;
};

const defaultCadenceSeconds = 300;

/** The assignment that was last told; before the first welcome, what the join's answer says. */
export function readAssignment(folder: string, identity: Identity): Assignment {
  const kept = readJson(stateFiles(folder).assignment, assignment);
  if (kept.ok && kept.value !== null) return kept.value;
  return {
    role: identity.role,
    hostname: defaultHostnamePolicy(identity.role),
    ack: 'puback',
    cadenceSeconds: defaultCadenceSeconds,
  };
}

/** Keeps the assignment across restarts, in a file that `explain` reads while the agent runs. */
export function createAssignmentBook(
  folder: string,
  identity: Identity,
  onUnkept: (error: AppError) => void,
): AssignmentBook {
  let current = readAssignment(folder, identity);
  const change = (next: Assignment): void => {
    if (isDeepStrictEqual(next, current)) return;
    current = next;
    const written = writeSecretFile(stateFiles(folder).assignment, JSON.stringify(next));
    if (!written.ok) onUnkept(written.error);
  };
  return {
    current: () => current,
    policy: () => policyOf(current, identity),
    welcome: ({ role, hostname, ack, cadenceSeconds, frozen }) => {
      const isOther = role !== current.role || hostname !== current.hostname;
      change({ role, hostname, ack, cadenceSeconds, ...(frozen === true ? { frozen } : {}) });
      return isOther;
    },
    setCadence: (cadenceSeconds) => change({ ...current, cadenceSeconds }),
    refused: (refusal) => change({ ...current, refusal }),
  };
}

/** What may leave under this assignment. */
function policyOf({ role, hostname }: Assignment, { fingerprintKey }: Identity): PrivacyPolicy {
  return { role, hostname, fingerprintKey };
}
