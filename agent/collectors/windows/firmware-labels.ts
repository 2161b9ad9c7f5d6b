import { err, ok } from '../../../shared/domain/result.ts';
import type { CollectorContext, Fact } from '../../collector.ts';
import { known } from '../facts.ts';
import { readSmbios, type SmbiosStructure, smbiosText } from '../smbios.ts';
import { clip } from '../text.ts';
import { type RegistryKeys, registryValue } from './registry.ts';
import { askRegistry, numberAt, textAt } from './registry-facts.ts';

/** What the firmware says of a machine, from two keys of the registry; PowerShell is not needed. */
export type FirmwareLabels = {
  /** The SMBIOS table, one character per byte: administrators alone may read it. */
  readonly table: Fact<string>;
  /** A value of HARDWARE\DESCRIPTION\System\BIOS, which everybody may read: neither serial numbers nor memory are there. */
  readonly text: (name: string, maxLength: number) => Fact<string>;
  readonly number: (name: string) => Fact<number>;
  /** A text of the first SMBIOS structure of a type, by the offset of its number. */
  readonly tableText: (type: number, offset: number, maxLength: number) => Fact<string>;
  readonly tableByte: (type: number, offset: number) => Fact<number>;
};

const tableKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\mssmbios\\Data';
const labelKey = 'HKLM\\HARDWARE\\DESCRIPTION\\System\\BIOS';
const maxTableBytes = 262_144;

/** Of RawSMBIOSData: how it was called, versions, length. */
const headerBytes = 8;

export async function readFirmwareLabels(context: CollectorContext): Promise<FirmwareLabels> {
  const table = tableOf(await askRegistry(context, tableKey));
  const labels = await askRegistry(context, labelKey);
  const structures = table.ok ? readSmbios(table.value) : [];
  const ofTable = <T>(type: number, pick: (structure: SmbiosStructure) => T | undefined): Fact<T> => {
    const first = structures.find((each) => each.type === type);
    return table.ok ? known(first === undefined ? undefined : pick(first)) : table;
  };
  return {
    table,
    text: (name, maxLength) => textAt(labels, labelKey, name, maxLength),
    number: (name) => numberAt(labels, labelKey, name),
    tableText: (type, offset, maxLength) =>
      ofTable(type, (structure) => clip(smbiosText(structure, offset), maxLength)),
    tableByte: (type, offset) => ofTable(type, ({ body }) => body[offset]),
  };
}

function tableOf(keys: Fact<RegistryKeys>): Fact<string> {
  if (!keys.ok) return keys;
  const hex = registryValue(keys.value, tableKey, 'SMBiosData')?.data;
  if (typeof hex !== 'string' || !/^(?:[0-9a-f]{2})+$/i.test(hex)) return err('no-data');
  const bytes = Buffer.from(hex.slice(0, 2 * maxTableBytes), 'hex').subarray(headerBytes);
  return bytes.length === 0 ? err('no-data') : ok(bytes.toString('latin1'));
}
