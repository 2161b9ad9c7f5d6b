import { z } from 'zod';
import type { Facts } from '../../shared/contract/readings.ts';
import { err } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { absentReason, type Host } from '../host/host.ts';
import { known, mapFact, noData } from './facts.ts';
import { readBasicHardware } from './hardware.basic.ts';
import {
  allItems,
  askProfiler,
  bytesOf,
  numberOf,
  type Profile,
  type ProfileItem,
  partOf,
  textOf,
} from './system-profiler.darwin.ts';
import { clip, defined } from './text.ts';

type Hardware = Facts['hardware'];
type MemorySlot = NonNullable<Hardware['memorySlots']>[number];

const systemAnswer = z.object({ manufacturer: z.string(), model: z.string(), serial: z.string() });
type SystemAnswer = z.infer<typeof systemAnswer>;

const types = ['SPHardwareDataType', 'SPMemoryDataType', 'SPDisplaysDataType', 'SPPowerDataType'];

/** SMBIOS codes (DMTF DSP0134 §7.18.2) of the words that system_profiler uses. */
const memoryTypes: Readonly<Record<string, number>> = {
  DDR2: 19,
  DDR3: 24,
  DDR4: 26,
  DDR5: 34,
  LPDDR3: 29,
  LPDDR4: 30,
  LPDDR4X: 30,
  LPDDR5: 35,
};

/** One child; a macOS before 10.15, whose system_profiler knows no JSON, is asked through systeminformation. */
export async function readDarwinHardware(context: CollectorContext): Promise<Measured<'hardware'>> {
  const basic = await readBasicHardware(context);
  const profile = await askProfiler(context, types);
  if (!profile.ok) return { ...basic, ...(await readMachine(context.host)) };
  const found = profile.value;
  const machine = found.get('SPHardwareDataType')?.[0];
  const fact = (name: string): Fact<string> =>
    machine === undefined ? noData : known(textOf(machine, name, 128));
  return {
    ...basic,
    // Nobody else makes a machine that answers here.
    vendor: machine === undefined ? noData : known('Apple Inc.'),
    model: fact('machine_model'),
    serial: fact('serial_number'),
    biosVersion: fact('boot_rom_version'),
    cpu: mapFact(basic.cpu, (cpu) => ({ ...cpu, ...(machine === undefined ? {} : processorOf(machine)) })),
    memorySlots: known(nonEmpty(memorySlotsOf(found))),
    graphics: known(graphicsOf(found)),
    batteries: known(batteriesOf(found)),
  };
}

async function readMachine(host: Host): Promise<Pick<Measured<'hardware'>, 'vendor' | 'model' | 'serial'>> {
  const answer = await host.systemInformation('system');
  const machine: Fact<SystemAnswer> = answer.ok
    ? known(systemAnswer.safeParse(answer.value).data)
    : err(absentReason(answer.error));
  return {
    vendor: mapFact(machine, ({ manufacturer }) => clip(manufacturer, 128)),
    model: mapFact(machine, ({ model }) => clip(model, 128)),
    serial: mapFact(machine, ({ serial }) => (serial === '-' ? undefined : clip(serial, 128))),
  };
}

/** Apple silicon writes its cores as `proc 8:4:4` (all, performance, efficiency), Intel machines as a number. */
function processorOf(machine: ProfileItem): NonNullable<Hardware['cpu']> {
  const cores =
    numberOf(machine, 'number_processors') ??
    Number(/^proc (\d{1,4}):/.exec(textOf(machine, 'number_processors', 32) ?? '')?.[1] ?? 0);
  return defined({
    model: textOf(machine, 'chip_type', 128) ?? textOf(machine, 'cpu_type', 128),
    cores: cores >= 1 && cores <= 4096 ? cores : undefined,
  });
}

/** Modules where there are slots; memory that is part of the chip is one without a place. */
function memorySlotsOf(found: Profile): MemorySlot[] {
  return allItems(found, 'SPMemoryDataType')
    .flatMap((entry) => {
      const sizeBytes = bytesOf(textOf(entry, 'dimm_size', 32) ?? textOf(entry, 'SPMemoryDataType', 32));
      const speed = /^(\d{2,5}) MHz$/.exec(textOf(entry, 'dimm_speed', 32) ?? '')?.[1];
      if (sizeBytes === undefined) return [];
      return [
        defined({
          locator: textOf(entry, 'dimm_size', 32) === undefined ? undefined : textOf(entry, '_name', 64),
          sizeBytes,
          typeCode: memoryTypes[textOf(entry, 'dimm_type', 32) ?? ''],
          speedMhz: speed === undefined ? undefined : Number(speed),
          manufacturer: textOf(entry, 'dimm_manufacturer', 64),
          partNumber: textOf(entry, 'dimm_part_number', 64),
        }),
      ];
    })
    .slice(0, 64);
}

function graphicsOf(found: Profile): NonNullable<Hardware['graphics']> {
  return (found.get('SPDisplaysDataType') ?? []).slice(0, 16).map((card) =>
    defined({
      model: textOf(card, 'sppci_model', 128) ?? textOf(card, '_name', 128),
      memoryBytes: bytesOf(textOf(card, 'spdisplays_vram', 32)),
    }),
  );
}

/** Capacities are in mAh without a voltage: only the cycles are comparable. */
function batteriesOf(found: Profile): NonNullable<Hardware['batteries']> {
  return (found.get('SPPowerDataType') ?? [])
    .filter((entry) => 'sppower_battery_health_info' in entry)
    .slice(0, 8)
    .map((entry) =>
      defined({
        cycles: numberOf(partOf(entry, 'sppower_battery_health_info'), 'sppower_battery_cycle_count'),
      }),
    );
}

function nonEmpty<T>(list: readonly T[]): T[] | undefined {
  return list.length === 0 ? undefined : [...list];
}
