import { type DeviceState, personalRoles, type Role } from '../device.ts';

/** A machine of a school that may probe a line, as far as the choice needs it. */
export interface ProbeMachine {
  readonly deviceId: string;
  readonly room: string | null;
  readonly siteCode: string | null;
  /** Address of its default gateway; null while not known. */
  readonly gateway: string | null;
  readonly isServer: boolean;
  /** A laptop or tablet goes home, or sleeps when it is closed. */
  readonly isPortable: boolean;
  /** A virtual machine shares the network of its host, which may be busy with others. */
  readonly isVirtual: boolean;
  /** Whether its way to the gateway is a Wi-Fi; null while not known. */
  readonly isWifi: boolean | null;
  /** On how many of the last days it was heard. */
  readonly heardDays: number;
  /** Null while it is not connected. */
  readonly connectedSince: number | null;
  /** It has a duty and nothing comes of it. */
  readonly isMute: boolean;
}

/**
 * Whether a machine may probe at all. A personal machine tells nothing of where it is: it may stand at home.
 */
export function mayProbe(machine: { readonly role: Role; readonly state: DeviceState }): boolean {
  return machine.state === 'approved' && !personalRoles.includes(machine.role);
}

/**
 * What a prober gives way to: speaking before mute, real before virtual, wired (or not known) before Wi-Fi, server before
 * others, what stands before what is carried.
 */
export function tierOf({ isMute, isVirtual, isWifi, isServer, isPortable }: ProbeMachine): number {
  const faults = [isMute, isVirtual, isWifi === true, !isServer, isPortable];
  return faults.reduce((tier, isFault) => 2 * tier + Number(isFault), 0);
}

/** The better prober first: tier, then who is always on, then who is connected longest, then the id. */
export function betterFirst(a: ProbeMachine, b: ProbeMachine): number {
  return (
    tierOf(a) - tierOf(b) ||
    b.heardDays - a.heardDays ||
    (a.connectedSince ?? Number.MAX_SAFE_INTEGER) - (b.connectedSince ?? Number.MAX_SAFE_INTEGER) ||
    (a.deviceId < b.deviceId ? -1 : 1)
  );
}
