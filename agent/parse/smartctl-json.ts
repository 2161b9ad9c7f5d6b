import { z } from 'zod';
import { err, ok } from '../../shared/domain/result.ts';
import { clip, defined } from '../collectors/text.ts';
import type { Parsed } from './parsed.ts';
import {
  countersOf,
  powerOnHoursOf,
  rawValueOf,
  type SmartAttribute,
  temperatureOf,
  turns,
} from './smart-attributes.ts';
import { isRedacted, type SmartDisk, type SmartFacts } from './smart-disk.ts';

/** A member of the wrong type is as good as none: one odd field must not cost the others. */
const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const number = maybe(z.int().min(0));
const byte = maybe(z.int().min(0).max(255));
const word = maybe(z.string());
const temperature = maybe(z.int().min(-100).max(300));

const attribute = z.object({
  id: z.int(),
  name: z.string(),
  value: z.int(),
  raw: z.object({ value: z.int().min(0), string: word }),
});
const statistic = z.object({ name: z.string(), value: z.int().min(0).max(255) });
const errorCounter = maybe(z.object({ total_uncorrected_errors: number }));

const output = z.object({
  smartctl: maybe(z.object({ exit_status: byte })),
  device: maybe(z.object({ name: word, type: word, protocol: word })),
  model_name: word,
  model_family: word,
  vendor: word,
  product: word,
  scsi_model_name: word,
  serial_number: word,
  user_capacity: maybe(z.object({ bytes: number })),
  nvme_total_capacity: number,
  nvme_namespaces: maybe(z.array(maybe(z.object({ size: maybe(z.object({ bytes: number })) }))).max(1024)),
  rotation_rate: number,
  smart_status: maybe(z.object({ passed: maybe(z.boolean()) })),
  temperature: maybe(z.object({ current: temperature })),
  power_on_time: maybe(z.object({ hours: number })),
  endurance_used: maybe(z.object({ current_percent: byte })),
  scsi_percentage_used_endurance_indicator: byte,
  scsi_grown_defect_list: number,
  scsi_error_counter_log: maybe(z.object({ read: errorCounter, write: errorCounter, verify: errorCounter })),
  ata_smart_attributes: maybe(z.object({ table: z.array(maybe(attribute)).max(256) })),
  ata_device_statistics: maybe(
    z.object({ pages: z.array(z.object({ table: maybe(z.array(maybe(statistic)).max(256)) })).max(64) }),
  ),
  nvme_smart_health_information_log: maybe(
    z.object({
      critical_warning: byte,
      temperature,
      available_spare: byte,
      available_spare_threshold: byte,
      percentage_used: byte,
      power_on_hours: number,
      media_errors: number,
    }),
  ),
});
type Output = z.infer<typeof output>;

const scan = z.object({
  devices: z.array(z.object({ name: z.string(), type: z.string(), protocol: word })).max(1024),
});
/** A drive that `smartctl --scan` found: what to ask it by. */
export type ScannedDevice = { readonly device: string; readonly type: string; readonly protocol?: string };

/** Members that only smartctl writes: some keep its answer without the head. */
const marks = ['smartctl', 'ata_smart_attributes', 'nvme_smart_health_information_log', 'smart_status'];

/** One drive out of what `smartctl -j` said (smartmontools 7.0 and later), already taken from JSON. */
export function smartDiskOf(json: unknown): Parsed<SmartDisk> {
  const parsed = output.safeParse(json);
  if (!parsed.success || !isSmartctl(json)) return err('unrecognised');
  const found = parsed.data;
  const attributes = attributesOf(found);
  const kind = kindOf(found, attributes);
  return ok(
    defined({
      device: clip(found.device?.name, 64),
      type: clip(found.device?.type, 64),
      sizeBytes: sizeOf(found),
      kind,
      facts: { ...countersOf(attributes, kind === 'ssd'), ...factsOf(found, attributes) },
    }),
  );
}

/** A reader without a card has 0 bytes; NVMe drives before 1.2 tell the size of their namespaces alone. */
function sizeOf(found: Output): number | undefined {
  const namespaces = found.nvme_namespaces?.map((namespace) => namespace?.size?.bytes) ?? [];
  return [found.user_capacity?.bytes, found.nvme_total_capacity, ...namespaces].find(
    (bytes) => bytes !== undefined && bytes > 0,
  );
}

/** What `smartctl --scan -j` said. */
export function scannedDevicesOf(json: unknown): Parsed<ScannedDevice[]> {
  const parsed = scan.safeParse(json);
  if (!parsed.success) return err('unrecognised');
  return ok(parsed.data.devices.map(({ name, type, protocol }) => defined({ device: name, type, protocol })));
}

function isSmartctl(json: unknown): boolean {
  if (typeof json !== 'object' || json === null || 'devices' in json) return false;
  return marks.some((mark) => mark in json) || ('device' in json && 'model_name' in json);
}

function attributesOf(found: Output): SmartAttribute[] {
  const table = found.ata_smart_attributes?.table ?? [];
  return table
    .filter((row) => row !== undefined)
    .map(({ id, name, value, raw }) => ({ id, name, value, raw: rawValueOf(raw.value, raw.string) }));
}

/** Rotation rate 0 is solid state; drives that do not tell it are known by their family's name or by what they count. */
function kindOf(found: Output, attributes: readonly SmartAttribute[]): SmartDisk['kind'] {
  const isNvme = found.device?.protocol === 'NVMe' || found.device?.type?.startsWith('nvme') === true;
  if (isNvme || found.nvme_smart_health_information_log !== undefined) return 'nvme';
  if (found.rotation_rate !== undefined) return found.rotation_rate === 0 ? 'ssd' : 'hdd';
  if (/\bSSDs?\b/.test(`${found.model_name ?? ''} ${found.model_family ?? ''}`)) return 'ssd';
  return turns(attributes) ? 'hdd' : 'unknown';
}

function factsOf(found: Output, attributes: readonly SmartAttribute[]): SmartFacts {
  const nvme = found.nvme_smart_health_information_log;
  const serial = clip(found.serial_number, 64);
  const scsiModel = clip([found.vendor, found.product].join(' '), 128);
  return defined({
    model: clip(found.model_name ?? found.scsi_model_name, 128) ?? scsiModel,
    serial: serial !== undefined && isRedacted(serial) ? undefined : serial,
    isSelfTestPassed: found.smart_status?.passed,
    exitStatus: found.smartctl?.exit_status,
    temperatureC: measured(found.temperature?.current ?? nvme?.temperature ?? temperatureOf(attributes)),
    powerOnHours: found.power_on_time?.hours ?? nvme?.power_on_hours ?? powerOnHoursOf(attributes),
    percentUsed: nvme?.percentage_used ?? enduranceUsed(found),
    reallocated: found.scsi_grown_defect_list,
    mediaErrors: nvme?.media_errors ?? scsiErrors(found),
    criticalWarning: nvme?.critical_warning,
    sparePercent: nvme?.available_spare,
    spareThresholdPercent: nvme?.available_spare_threshold,
  });
}

/** SCSI drives answer 0 or 255 where they have no sensor (SPC, Temperature log page). */
function measured(temperatureC: number | undefined): number | undefined {
  return temperatureC === 0 || (temperatureC ?? 0) > 200 ? undefined : temperatureC;
}

function enduranceUsed(found: Output): number | undefined {
  const pages = found.ata_device_statistics?.pages ?? [];
  const statistics = pages.flatMap(({ table }) => table ?? []);
  return (
    found.endurance_used?.current_percent ??
    found.scsi_percentage_used_endurance_indicator ??
    statistics.find((row) => row?.name === 'Percentage Used Endurance Indicator')?.value
  );
}

function scsiErrors(found: Output): number | undefined {
  const log = found.scsi_error_counter_log;
  const counts = [log?.read, log?.write, log?.verify]
    .map((counter) => counter?.total_uncorrected_errors)
    .filter((count) => count !== undefined);
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}
