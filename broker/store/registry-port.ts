import type { DeviceState, Role, UserRole } from '../../shared/domain/device.ts';
import type { HardwareFingerprint } from '../../shared/domain/fingerprint.ts';

/** A machine that joined. Its hardware identifiers are keyed hashes. */
export type DeviceRecord = {
  readonly deviceId: string;
  readonly joinedAt: number;
  readonly tokenId: string | null;
  readonly fingerprint: HardwareFingerprint;
  /** Fewer than two identifiers: the machine could not be recognised again after a reinstallation. */
  readonly isWeakIdentity: boolean;
  /** The common key of copies from which it was split off. */
  readonly originKeyId: string | null;
  /** The id of the same machine under which its history is shown. */
  readonly mergedInto: string | null;
  /** When it took its leave. */
  readonly leftAt: number | null;
};

/** Where a machine belongs and what it is for, since `validFrom` (ms UTC). */
export type Assignment = {
  readonly deviceId: string;
  readonly validFrom: number;
  readonly schoolCode: string;
  readonly room: string | null;
  readonly seat: string | null;
  readonly role: Role;
  readonly state: DeviceState;
  /** When an officer last said "checked, works". */
  readonly confirmedGoodAt: number | null;
};

export type CertificateRecord = {
  /** SHA-256 of the DER, lower-case hex: what the transport sees of a peer. */
  readonly sha256: string;
  readonly cn: string;
  readonly keyId: string;
  readonly pem: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** The authority that issued it. */
  readonly caSha256: string;
  readonly revokedAt: number | null;
};

/** Somebody who may connect. */
export type CertificateHolder = {
  readonly cn: string;
  /** The authorities whose certificate the holder was noted to connect with, and when last. */
  readonly uses: readonly { readonly caSha256: string; readonly usedAt: number }[];
};

export type TokenRecord = {
  readonly id: string;
  /** SHA-256 of the secret, hex. */
  readonly secretHash: string;
  readonly schoolCode: string;
  readonly room: string | null;
  readonly role: Role | null;
  readonly uses: number;
  readonly usesLeft: number;
  /** Seats of the room, as its maker said. */
  readonly seats: number | null;
  readonly expiresAt: number;
  readonly createdAt: number;
  readonly revokedAt: number | null;
};

export type UserRecord = {
  readonly userId: string;
  readonly name: string;
  readonly role: UserRole;
  readonly unitId: string;
  readonly createdAt: number;
  readonly revokedAt: number | null;
};

/** One line of the append-only audit log. `detail` is JSON without secrets. */
export type AuditEntry = {
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject?: string;
  readonly detail?: string;
};

/** A machine to admit; everything of it is written in one transaction. */
export type Admission = {
  readonly device: DeviceRecord;
  readonly assignment: Assignment;
  readonly certificate: CertificateRecord;
  readonly tokenId: string;
  readonly at: number;
};

/** What became of an admission; `known` names the certificate that the same key already has (no use is taken). */
export type AdmissionOutcome =
  | { readonly kind: 'admitted' }
  | { readonly kind: 'known'; readonly certificate: CertificateRecord }
  | { readonly kind: 'spent' | 'expired' | 'revoked' };

/** Who may connect, as what, and who said so. */
export type RegistryStore = {
  readonly setting: (name: string) => Promise<string | null>;
  readonly saveSetting: (name: string, value: string) => Promise<void>;

  readonly devices: () => Promise<readonly DeviceRecord[]>;
  readonly device: (deviceId: string) => Promise<DeviceRecord | null>;
  /** The newest assignment of every machine; with `asAtMs` only what had been said by then. */
  readonly assignments: (asAtMs?: number) => Promise<readonly Assignment[]>;
  readonly assignment: (deviceId: string) => Promise<Assignment | null>;
  /** Appends a version. */
  readonly assign: (assignment: Assignment, actor: string) => Promise<void>;
  /** Takes one use of the token and writes the machine, or neither. */
  readonly admit: (admission: Admission) => Promise<AdmissionOutcome>;

  readonly certificates: () => Promise<readonly CertificateRecord[]>;
  /** Certificates ever issued for a public key, newest first. */
  readonly certificatesOfKey: (keyId: string) => Promise<readonly CertificateRecord[]>;
  /** Certificates ever issued to a device or user, newest first. */
  readonly certificatesOf: (cn: string) => Promise<readonly CertificateRecord[]>;
  /** Another certificate for a user who is known. */
  readonly addCertificate: (certificate: CertificateRecord) => Promise<void>;
  /** Somebody connected with this certificate. */
  readonly noteCertificateUse: (sha256: string, at: number) => Promise<void>;
  /** Every device and user with a certificate that is neither revoked nor expired, by name. */
  readonly certificateHolders: (now: number) => Promise<readonly CertificateHolder[]>;
  /** Revokes every certificate of a device or user; returns how many were live. */
  readonly revokeCertificates: (cn: string, at: number) => Promise<number>;

  readonly saveToken: (token: TokenRecord) => Promise<void>;
  readonly token: (id: string) => Promise<TokenRecord | null>;
  /** Newest first. */
  readonly tokens: () => Promise<readonly TokenRecord[]>;
  /** False when there is no such token. */
  readonly revokeToken: (id: string, at: number) => Promise<boolean>;

  readonly addUser: (user: UserRecord, certificate: CertificateRecord) => Promise<void>;
  readonly users: () => Promise<readonly UserRecord[]>;
  /** Revokes the user and its certificates; false when there is no such user. */
  readonly revokeUser: (userId: string, at: number) => Promise<boolean>;

  readonly audit: (entry: AuditEntry) => Promise<void>;
  /** Newest first, older than `beforeId`. */
  readonly auditLog: (page: {
    readonly beforeId?: number | undefined;
    readonly limit: number;
  }) => Promise<readonly (AuditEntry & { readonly id: number })[]>;
};
