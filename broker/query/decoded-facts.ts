import type { DeviceDetail } from '../../shared/contract/device-facts.ts';
import type { Facts, ReadingOf } from '../../shared/contract/readings.ts';
import { judgeDisk } from '../../shared/domain/disk-health.ts';
import { displayKindOf } from '../../shared/domain/display-kind.ts';
import { decodeEdid } from '../../shared/domain/edid.ts';
import type { JudgementTables } from '../../shared/domain/judgement-tables.ts';
import type { HeldReading } from '../store/picture-port.ts';

type Decoded = Pick<DeviceDetail, 'displays' | 'diskHealth'>;
type Tables = Pick<JudgementTables, 'displays' | 'disk'>;

/** What raw facts of one machine mean by the broker's tables: its monitors and projectors, the state of its disks. */
export function decodedFacts(readings: readonly HeldReading[], tables: Tables): Decoded {
  const all = readings.map(({ reading }) => reading);
  const peripherals = all.find((one): one is ReadingOf<'peripherals'> => one.section === 'peripherals');
  const diskHealth = all.find((one): one is ReadingOf<'diskHealth'> => one.section === 'diskHealth');
  return {
    displays: (peripherals?.facts.monitors ?? []).map((monitor) => displayOf(monitor, tables)),
    diskHealth: (diskHealth?.facts.disks ?? []).map((disk) => {
      const { health, reasons } = judgeDisk(disk, tables.disk);
      return { device: disk.device, model: disk.model ?? null, health, reasons: [...reasons] };
    }),
  };
}

type Monitor = NonNullable<Facts['peripherals']['monitors']>[number];

/** By its EDID, else by what its system made of it. */
function displayOf(monitor: Monitor, tables: Tables): Decoded['displays'][number] {
  const edid = monitor.edid === undefined ? null : decodeEdid(Buffer.from(monitor.edid, 'hex'));
  const display = {
    vendor: edid?.vendor ?? monitor.vendorId ?? null,
    name: edid?.name ?? monitor.name ?? null,
    serial: edid?.serial ?? monitor.serial ?? null,
    year: edid?.year ?? monitor.year ?? null,
    widthMm: edid?.widthMm ?? positive(monitor.widthMm),
    heightMm: edid?.heightMm ?? positive(monitor.heightMm),
  };
  const kind = monitor.isInternal === true ? 'monitor' : displayKindOf(display, tables.displays);
  return { ...display, kind, isInternal: monitor.isInternal ?? null };
}

/** Windows writes 0 for a size that the display does not tell. */
function positive(mm: number | undefined): number | null {
  return mm === undefined || mm === 0 ? null : mm;
}
