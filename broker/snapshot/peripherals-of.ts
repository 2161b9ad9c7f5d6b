import type { Facts } from '../../shared/contract/readings.ts';
import type { VirtualCameras } from '../../shared/data/virtual-cameras.ts';
import { type DisplayKindTable, displayKindOf } from '../../shared/domain/display-kind.ts';
import { decodeEdid } from '../../shared/domain/edid.ts';

type Peripherals = Facts['peripherals'] | undefined;

/** Printers of its own: one of the network is seen by every machine of a lab, and declared by the school. */
export function printersOf(peripherals: Peripherals): number | null {
  const own = peripherals?.printers?.filter(
    ({ isVirtual, isNetwork }) => isVirtual !== true && isNetwork !== true,
  );
  return own?.length ?? null;
}

/** Cameras, without programs that pose as one. */
export function camerasOf(peripherals: Peripherals, virtual: VirtualCameras): number | null {
  const real = peripherals?.cameras?.filter(({ name }) => {
    const folded = name?.toLowerCase() ?? '';
    return !virtual.some((part) => folded.includes(part));
  });
  return real?.length ?? null;
}

/** Whether a projector or television was attached when it was last asked; a guess by what the display tells of itself. */
export function hasProjectionOf(peripherals: Peripherals, table: DisplayKindTable): boolean | null {
  const outer = peripherals?.monitors?.filter(({ isInternal }) => isInternal !== true);
  return outer?.some((monitor) => isProjection(monitor, table)) ?? null;
}

type Monitor = NonNullable<Facts['peripherals']['monitors']>[number];

function isProjection(monitor: Monitor, table: DisplayKindTable): boolean {
  const edid = monitor.edid === undefined ? null : decodeEdid(Buffer.from(monitor.edid, 'hex'));
  const display = {
    name: edid?.name ?? monitor.name ?? null,
    widthMm: edid?.widthMm ?? positive(monitor.widthMm),
    heightMm: edid?.heightMm ?? positive(monitor.heightMm),
  };
  const kind = displayKindOf(display, table);
  return kind === 'projector?' || kind === 'tv?';
}

/** Windows writes 0 for a size that the display does not tell. */
function positive(mm: number | undefined): number | null {
  return mm === undefined || mm === 0 ? null : mm;
}

export function hasWifiOf(network: Facts['network'] | undefined): boolean | null {
  return network?.interfaces?.some(({ kind }) => kind === 'wifi') ?? null;
}
