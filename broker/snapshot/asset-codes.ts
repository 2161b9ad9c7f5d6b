import type { SnapshotMachine } from '../../shared/domain/snapshot/machine.ts';
import type { Asset } from '../../shared/domain/snapshot/register.ts';

type Machine = Pick<SnapshotMachine, 'deviceId' | 'serial' | 'hostname' | 'schoolCode'>;

/**
 * Machine → code of its entry in the asset book: by device id, else by serial, else by host name within the school; the first way
 * on which exactly one entry and exactly one machine meet. An entry belongs to one machine.
 */
export function assetCodes(
  machines: readonly Machine[],
  assets: readonly Asset[],
): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  const taken = new Set<string>();
  for (const way of ways) {
    const left = machines.filter(({ deviceId }) => !codes.has(deviceId));
    const entries = assets.filter(({ assetCode }) => !taken.has(assetCode));
    for (const [deviceId, assetCode] of pairs(left, entries, way)) {
      codes.set(deviceId, assetCode);
      taken.add(assetCode);
    }
  }
  return codes;
}

/** How an entry and a machine say the same; null says nothing. */
type Way = {
  readonly ofMachine: (machine: Machine) => string | null;
  readonly ofAsset: (asset: Asset) => string | null;
};

const ways: readonly Way[] = [
  { ofMachine: ({ deviceId }) => deviceId, ofAsset: ({ deviceId }) => deviceId },
  { ofMachine: ({ serial }) => folded(serial), ofAsset: ({ serial }) => folded(serial) },
  {
    ofMachine: ({ schoolCode, hostname }) => within(schoolCode, hostname ?? null),
    ofAsset: ({ schoolCode, hostname }) => within(schoolCode, hostname),
  },
];

function* pairs(
  machines: readonly Machine[],
  assets: readonly Asset[],
  { ofMachine, ofAsset }: Way,
): Generator<readonly [deviceId: string, assetCode: string]> {
  const entries = Map.groupBy(assets, ofAsset);
  for (const [word, found] of Map.groupBy(machines, ofMachine)) {
    const [asset, anotherAsset] = word === null ? [] : (entries.get(word) ?? []);
    const [machine, anotherMachine] = found;
    if (asset === undefined || machine === undefined) continue;
    if (anotherAsset === undefined && anotherMachine === undefined) yield [machine.deviceId, asset.assetCode];
  }
}

function folded(text: string | null): string | null {
  const plain = text?.trim().toLowerCase() ?? '';
  return plain === '' ? null : plain;
}

function within(schoolCode: string, hostname: string | null): string | null {
  const name = folded(hostname);
  return name === null ? null : `${schoolCode}/${name}`;
}
