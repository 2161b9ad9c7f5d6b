import { isHeld } from '../../../shared/domain/item/count-machines.ts';
import type { MachinePlan } from '../../../shared/domain/item/machine-plan.ts';
import type { SnapshotMachine } from '../../../shared/domain/snapshot/machine.ts';
import type { Snapshot } from '../../../shared/domain/snapshot/snapshot.ts';
import type { ExportInput } from '../export-kind.ts';
import { machinesIn } from './list-columns.ts';
import { jsonFile } from './list-kind.ts';

/** One computer as GLPI takes it (glpi-project.org/inventory.json, draft 7); a fact that nobody knows is left out. */
export type GlpiInventory = {
  readonly action: 'inventory';
  readonly itemtype: 'Computer';
  readonly deviceid: string;
  /** The school, by which GLPI's rules may choose an entity. */
  readonly tag: string;
  readonly partial: boolean;
  readonly content: Readonly<Record<string, unknown>>;
};

/** An array for programs. GLPI itself imports one computer a file: see `glpiArchive`. */
export function glpiJson(input: ExportInput): Promise<Uint8Array> {
  return jsonFile(glpiInventories(input));
}

/** More files than 65,535 do not fit the archive. */
const maxFiles = 60_000;

/**
 * One `<device id>.json` a computer in a ZIP archive: what GLPI 10 and 11 take whole under Administration > Inventory > Import
 * from file, and what `glpi-injector --directory` sends. More computers than fit one archive are several inside it, to be
 * imported one after the other. Stored, since compressing each small file for itself gains little and takes minutes.
 */
export async function glpiArchive(input: ExportInput): Promise<Uint8Array> {
  const { zipSync } = await import('fflate');
  const { asAtMs, calendar } = input.plan.snapshot;
  const local = new Date(asAtMs + calendar.utcOffsetMinutes * 60_000);
  // The archive holds the local clock of this date, so noon of a local date is the same everywhere.
  const mtime = new Date(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate(), 12);
  const zip = (files: readonly (readonly [string, Uint8Array])[]): Uint8Array =>
    zipSync(Object.fromEntries(files), { level: 0, mtime });
  const encoder = new TextEncoder();
  const files = glpiInventories(input).map(
    (inventory) => [`${inventory.deviceid}.json`, encoder.encode(jsonOf(inventory))] as const,
  );
  if (files.length <= maxFiles) return zip(files);
  const parts = Array.from({ length: Math.ceil(files.length / maxFiles) }, (_, part) =>
    files.slice(part * maxFiles, (part + 1) * maxFiles),
  );
  return zip(parts.map((part, index) => [`computers-${index + 1}.zip`, zip(part)]));
}

function jsonOf(inventory: GlpiInventory): string {
  return `${JSON.stringify(inventory, null, 2)}\n`;
}

/** The schools' own machines: neither newcomers nor written-off, private or virtual ones. */
function glpiInventories({ plan, scope }: ExportInput): GlpiInventory[] {
  return machinesIn(plan, scope)
    .filter(isHeld)
    .map((machine) => glpiInventory(machine, plan.snapshot));
}

function glpiInventory({ machine }: MachinePlan, { asAtMs, calendar }: Snapshot): GlpiInventory {
  const { deviceId, schoolCode, lastSeenMs } = machine;
  const local = (ms: number) =>
    new Date(ms + calendar.utcOffsetMinutes * 60_000).toISOString().slice(0, 19).replace('T', ' ');
  return {
    action: 'inventory',
    itemtype: 'Computer',
    deviceid: deviceId,
    tag: schoolCode,
    partial: false,
    content: {
      versionclient: 'Schooldrum',
      accesslog: { logdate: local(lastSeenMs ?? asAtMs) },
      hardware: hardwareOf(machine),
      bios: known({
        smodel: machine.model,
        ssn: machine.serial,
        assettag: machine.assetCode,
        bdate: machine.biosDate,
      }),
      ...partsOf(machine),
    },
  };
}

const chassisTypes = { desktop: 'Desktop', laptop: 'Laptop', tablet: 'Tablet', server: 'Server' } as const;
const mebi = 2 ** 20;

function hardwareOf({ deviceId, hostname, chassis, memoryBytes, isVirtual, room, seat }: SnapshotMachine) {
  const place = [room, seat].filter((part) => part !== undefined && part !== null).join(' / ');
  return known({
    name: hostname ?? deviceId,
    chassis_type: chassis === null ? null : chassisTypes[chassis],
    memory: inMib(memoryBytes),
    vmsystem: isVirtual === false ? 'Physical' : null,
    description: place === '' ? null : place,
  });
}

/** No antivirus and no volume: GLPI keys them by names that a snapshot does not hold. */
function partsOf({ cpuModel, os, installedMemoryBytes, systemDisk }: SnapshotMachine) {
  const memory = inMib(installedMemoryBytes);
  return known({
    cpus: cpuModel === null ? null : [{ name: cpuModel }],
    memories: memory === null ? null : [{ capacity: memory }],
    operatingsystem: os === null ? null : { full_name: os },
    storages: systemDisk === null ? null : [{ type: systemDisk }],
  });
}

function known(facts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));
}

function inMib(bytes: number | null): number | null {
  return bytes === null ? null : Math.round(bytes / mebi);
}
