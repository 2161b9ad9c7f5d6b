import type { DeviceRow } from '../../shared/contract/view.ts';
import type { AntivirusState, DeviceState, Presence, Role } from '../../shared/domain/device.ts';

/** Something that changed on one machine while the console was watching. */
export type Change = {
  readonly atMs: number;
  readonly deviceId: string;
  readonly hostname: string | null;
  readonly schoolCode: string;
} & (
  | { readonly kind: 'added' | 'removed' }
  | { readonly kind: 'presence'; readonly to: Presence }
  | { readonly kind: 'antivirus'; readonly to: AntivirusState }
  | { readonly kind: 'role'; readonly to: Role }
  | { readonly kind: 'state'; readonly to: DeviceState }
);

const maxChanges = 200;

/** Changes from one picture to the next, newest first, put before the older ones; the oldest of more than 200 are dropped. */
export function withChanges(
  changes: readonly Change[],
  before: ReadonlyMap<string, DeviceRow>,
  after: ReadonlyMap<string, DeviceRow>,
  atMs: number,
): readonly Change[] {
  if (before === after) return changes;
  const found: Change[] = [];
  for (const device of after.values()) {
    const old = before.get(device.deviceId);
    if (old !== device) found.push(...changesOf(old, device, atMs));
  }
  for (const device of before.values()) {
    if (!after.has(device.deviceId)) found.push({ ...about(device, atMs), kind: 'removed' });
  }
  return found.length === 0 ? changes : [...found.reverse(), ...changes].slice(0, maxChanges);
}

function about({ deviceId, hostname, schoolCode }: DeviceRow, atMs: number) {
  return { atMs, deviceId, hostname, schoolCode };
}

function changesOf(old: DeviceRow | undefined, device: DeviceRow, atMs: number): Change[] {
  const facts = about(device, atMs);
  if (old === undefined) return [{ ...facts, kind: 'added' }];
  const found: Change[] = [];
  if (old.presence !== device.presence) found.push({ ...facts, kind: 'presence', to: device.presence });
  if (old.antivirus !== device.antivirus) found.push({ ...facts, kind: 'antivirus', to: device.antivirus });
  if (old.role !== device.role) found.push({ ...facts, kind: 'role', to: device.role });
  if (old.state !== device.state) found.push({ ...facts, kind: 'state', to: device.state });
  return found;
}
