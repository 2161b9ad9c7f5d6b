import type { DeviceCondition, ProposalReason, ProposalState } from '../../shared/domain/device.ts';
import type { FingerprintPart, HardwareFingerprint } from '../../shared/domain/fingerprint.ts';
import type { Assignment, CertificateRecord, DeviceRecord } from './registry-port.ts';

/** What was done with an identity; each kind has its cap. */
export type IdentityAct = {
  readonly at: number;
  readonly kind: 'recovered' | 'renewed' | 'split';
  readonly deviceId: string;
  /** The key that was shown; for a recovery the new key. */
  readonly keyId: string;
};

/**
 * A certificate for a machine that is known, or split off one that is, and everything that goes with it: written in one
 * transaction.
 */
export type Enrolment = {
  readonly certificate: CertificateRecord;
  /** A new machine; absent when the certificate's common name exists. */
  readonly device?: DeviceRecord;
  readonly assignment?: Assignment;
  /** Its fingerprint from now on. */
  readonly fingerprint?: HardwareFingerprint;
  readonly isWeakIdentity?: boolean;
  /** Revokes every other certificate of the machine. */
  readonly revokesOthers: boolean;
  /** A boot of another id that was this machine's: it follows with its reports. */
  readonly takesBoot?: { readonly deviceId: string; readonly boot: string };
  /** Its leave is over. */
  readonly endsLeave?: true;
  readonly act: IdentityAct;
};

export type FingerprintChange = {
  readonly deviceId: string;
  readonly fingerprint: HardwareFingerprint;
  readonly isWeakIdentity: boolean;
};

/**
 * Live certificates kept of one machine: a machine whose disk forgets makes a new key at each start, and only the last
 * ones can still be in use.
 */
export const maxLiveCertificates = 16;

export type ConditionRow = {
  readonly deviceId: string;
  readonly kind: DeviceCondition;
  readonly since: number;
  readonly detail: string | null;
};

export type ProposalRecord = {
  readonly id: number;
  readonly createdAt: number;
  readonly deviceId: string;
  readonly otherId: string;
  readonly reason: ProposalReason;
  readonly state: ProposalState;
  readonly decidedAt: number | null;
  readonly decidedBy: string | null;
};

/** One machine, one device: what is remembered so that it stays so. */
export type IdentityStore = {
  /**
   * Gives the hashes of certificates that are forgotten: the oldest above {@link maxLiveCertificates}, those over a common
   * key excepted.
   */
  readonly enrol: (enrolment: Enrolment) => Promise<readonly string[]>;
  /** Takes a machine out of use: this assignment, all its certificates revoked; `hasLeft`: at its own word. */
  readonly retire: (
    assignment: Assignment,
    by: { readonly actor: string; readonly hasLeft: boolean },
  ) => Promise<void>;
  /** How many acts of a kind since, of a key or of a machine. */
  readonly countActs: (
    kind: IdentityAct['kind'],
    of: { readonly keyId: string } | { readonly deviceId: string },
    sinceMs: number,
  ) => Promise<number>;
  /** In one transaction. */
  readonly saveFingerprints: (changes: readonly FingerprintChange[]) => Promise<void>;
  /** Machines of which a birth on their own hardware is kept. */
  readonly bornDevices: () => Promise<readonly string[]>;

  readonly sharedKeys: () => Promise<readonly { readonly keyId: string; readonly deviceId: string }[]>;
  readonly shareKey: (keyId: string, deviceId: string, at: number) => Promise<void>;

  readonly learnedPlaceholders: () => Promise<
    readonly { readonly part: FingerprintPart; readonly value: string }[]
  >;
  readonly learnPlaceholder: (part: FingerprintPart, value: string, at: number) => Promise<void>;

  readonly conditions: () => Promise<readonly ConditionRow[]>;
  /** Sets a condition; one that holds already keeps its `since`. */
  readonly setCondition: (condition: ConditionRow) => Promise<void>;
  readonly clearCondition: (deviceId: string, kind: DeviceCondition) => Promise<void>;

  /** Null when the same two were proposed before, whatever became of it. */
  readonly addProposal: (
    proposal: Pick<ProposalRecord, 'createdAt' | 'deviceId' | 'otherId' | 'reason'>,
  ) => Promise<ProposalRecord | null>;
  /** Newest first. */
  readonly proposals: () => Promise<readonly ProposalRecord[]>;
  /** Null when there is no such proposal. */
  readonly decideProposal: (
    id: number,
    decision: { readonly state: ProposalState; readonly at: number; readonly by: string },
  ) => Promise<ProposalRecord | null>;
  /** Shows `deviceId`'s history under `into`, or under its own id again (null). */
  readonly setMergedInto: (deviceId: string, into: string | null) => Promise<void>;
};
