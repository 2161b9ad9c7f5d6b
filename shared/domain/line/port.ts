import type { NetworkFacts } from '../machine-facts.ts';

/** The wired port by which a machine goes out. */
export type Port = { readonly name: string; readonly speedMbps: number | null };

/**
 * The wired ports that are up, or the one among them that leads to the gateway where that is known. Empty on a machine that
 * goes out by radio; null while its interfaces are not known.
 */
export function leadingPorts({ interfaces, gatewayInterface }: NetworkFacts): readonly Port[] | null {
  if (
    interfaces === undefined ||
    interfaces.some(({ kind, isUp }) => kind === 'ethernet' && isUp === undefined)
  ) {
    return null;
  }
  const leading = interfaces.find(({ name }) => name === gatewayInterface);
  return (leading === undefined ? interfaces : [leading])
    .filter(({ kind, isUp }) => kind === 'ethernet' && isUp === true)
    .map(({ name, speedMbps }) => ({
      name,
      // Drivers that do not know tell zero.
      speedMbps: speedMbps === undefined || speedMbps === 0 ? null : speedMbps,
    }));
}
