import type { AntivirusInput } from './antivirus-facts.ts';
import type { DiskReading } from './disk-health.ts';
import type { AbsentReason, Section } from './reading.ts';
import type { SystemIdentity } from './support-table.ts';

/**
 * What the rules read of a machine's raw facts. Structural: the contract's `Facts` satisfy it, and rules can be tried with
 * a few facts. Every fact may be missing; why is in `AbsentFacts`.
 */
export interface MachineFacts {
  readonly hardware?: HardwareFacts | undefined;
  readonly system?: SystemFacts | undefined;
  readonly storage?: StorageFacts | undefined;
  readonly usage?: { readonly systemFreeBytes?: number | undefined } | undefined;
  readonly network?: NetworkFacts | undefined;
  readonly software?: { readonly packages?: readonly { readonly name: string }[] | undefined } | undefined;
  readonly antivirus?: AntivirusInput | undefined;
  readonly firewall?: FirewallFacts | undefined;
  readonly updates?: UpdateFacts | undefined;
  readonly accounts?: AccountFacts | undefined;
  readonly exposure?: ExposureFacts | undefined;
  readonly hardening?: HardeningFacts | undefined;
  readonly peripherals?: object | undefined;
  readonly diskHealth?: { readonly disks?: readonly DiskReading[] | undefined } | undefined;
}

/** Section → fact → why it has no value. `no-data` of a setting: it is not set, and the default holds. */
export type AbsentFacts = Readonly<
  Partial<Record<Section, Readonly<Record<string, AbsentReason>> | undefined>>
>;

export interface HardwareFacts {
  readonly hypervisor?: string | undefined;
  readonly model?: string | undefined;
  readonly cpu?: { readonly model?: string | undefined } | undefined;
  readonly memoryBytes?: number | undefined;
  readonly memorySlots?: readonly { readonly sizeBytes?: number | undefined }[] | undefined;
  readonly memorySlotCount?: number | undefined;
  readonly maxMemoryBytes?: number | undefined;
  readonly batteries?: readonly BatteryFacts[] | undefined;
}

export interface BatteryFacts {
  readonly designWh?: number | undefined;
  readonly fullWh?: number | undefined;
}

export interface SystemFacts extends SystemIdentity {
  readonly licences?: readonly LicenceFacts[] | undefined;
  readonly isQuerySlow?: boolean | undefined;
}

/** A row of Windows' software licensing; `status` is the raw LicenseStatus, 1 is licensed. */
export interface LicenceFacts {
  readonly application: 'windows' | 'office' | 'esu' | 'other';
  readonly name?: string | undefined;
  readonly status: number;
  readonly kmsHost?: string | undefined;
}

export interface StorageFacts {
  readonly disks?:
    | readonly {
        readonly sizeBytes?: number | undefined;
        readonly kind?: string | undefined;
        readonly isRemovable?: boolean | undefined;
      }[]
    | undefined;
  readonly volumes?: readonly VolumeFacts[] | undefined;
  readonly arrays?: readonly ArrayFacts[] | undefined;
}

export interface VolumeFacts {
  readonly mount: string;
  readonly isSystem?: boolean | undefined;
  readonly isEncrypted?: boolean | undefined;
  readonly protectionStatus?: number | undefined;
  readonly conversionStatus?: number | undefined;
}

export interface ArrayFacts {
  readonly name: string;
  readonly kind: string;
  readonly state?: string | undefined;
  readonly members?: number | undefined;
  readonly activeMembers?: number | undefined;
}

export interface NetworkFacts {
  /** The interface that leads to the default gateway. */
  readonly gatewayInterface?: string | undefined;
  readonly interfaces?:
    | readonly {
        readonly name: string;
        readonly kind?: string | undefined;
        readonly isUp?: boolean | undefined;
        readonly speedMbps?: number | undefined;
        readonly addresses?: readonly { readonly family: string; readonly address: string }[] | undefined;
      }[]
    | undefined;
}

export interface FirewallFacts {
  readonly sources?:
    | readonly {
        readonly name: string;
        readonly isEnabled?: boolean | undefined;
        readonly isEnabledByPolicy?: boolean | undefined;
        readonly productState?: number | undefined;
      }[]
    | undefined;
  readonly serviceStart?: number | undefined;
  readonly isServiceRunning?: boolean | undefined;
}

export interface UpdateFacts {
  readonly isRebootPending?: boolean | undefined;
  readonly isAutomatic?: boolean | undefined;
  readonly lastInstalledAt?: number | undefined;
  readonly pendingSecurityCount?: number | undefined;
  readonly noAutoUpdate?: number | undefined;
  readonly serviceStart?: number | undefined;
}

export interface AccountFacts {
  readonly administrators?: number | undefined;
  readonly withoutPassword?: number | undefined;
  readonly isGuestEnabled?: boolean | undefined;
  readonly hasAutoLogon?: boolean | undefined;
  readonly storesAutoLogonPassword?: boolean | undefined;
}

export interface ExposureFacts {
  readonly listeners?:
    | readonly {
        readonly protocol: 'tcp' | 'udp';
        readonly port: number;
        readonly isLoopbackOnly: boolean;
      }[]
    | undefined;
  readonly sshPermitsRootLogin?: string | undefined;
  readonly sshPermitsPasswords?: boolean | undefined;
  readonly sshPermitsEmptyPasswords?: boolean | undefined;
  readonly autoStartServices?: readonly string[] | undefined;
}

/** Registry values, raw. */
export interface HardeningFacts {
  readonly uacEnabled?: number | undefined;
  readonly lmCompatibilityLevel?: number | undefined;
  readonly blankPasswordUseLimited?: number | undefined;
  readonly wdigestLogonCredential?: number | undefined;
  readonly smbOneServer?: number | undefined;
  readonly smbOneClientStart?: number | undefined;
  readonly rdpDenied?: number | undefined;
  readonly rdpDeniedByPolicy?: number | undefined;
  readonly rdpNetworkAuthentication?: number | undefined;
  readonly secureBootEnabled?: number | undefined;
  readonly secureBootCertificates?: string | undefined;
  readonly hasTpm?: boolean | undefined;
  readonly isTpmEnabled?: boolean | undefined;
  readonly tpmSpecVersion?: string | undefined;
  readonly autorunDriveTypes?: number | undefined;
  readonly autorunDisabled?: number | undefined;
  readonly lockAfterSeconds?: number | undefined;
  readonly isFileVaultOn?: boolean | undefined;
}
