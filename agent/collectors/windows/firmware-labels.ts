import { err, type Result } from '../../../shared/domain/result.ts';
import type { CollectorContext, Fact } from '../../collector.ts';
import { absentReason, type RunFailure } from '../../host/host.ts';
import { known } from '../facts.ts';
import { readSmbios, type SmbiosStructure, smbiosText } from '../smbios.ts';
import { clip } from '../text.ts';
import { type RegistryKeys, readRegistry, registryValue } from './registry.ts';

/** What the firmware says of a machine, from two keys of the registry; PowerShell is not needed. */
export type FirmwareLabels = {
  /** RawSMBIOSData without its header, one character per byte: administrators alone may read it. */
  readonly table: Fact<string>;
  /** A value of HARDWARE\DESCRIPTION\System\BIOS, which everybody may read: neither serial numbers nor memory are there. */
  readonly text: (name: string, maxLength: number) => Fact<string>;
  readonly code: (name: string) => Fact<number>;
  /** A text of the first SMBIOS structure of a type, by the offset of its number. */
  readonly tableText: (type: number, offset: number, maxLength: number) => Fact<string>;
  readonly tableByte: (type: number, offset: number) => Fact<number>;
};

const tableKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\mssmbios\\Data';
const labelKey = 'HKLM\\HARDWARE\\DESCRIPTION\\System\\BIOS';
const headerBytes = 8;
const maxTableBytes = 262_144;

export async function readFirmwareLabels(context: CollectorContext): Promise<FirmwareLabels> {
  const { host, signal } = context;
  const table = tableOf(await readRegistry(host, tableKey, { signal }));
  const labels = await readRegistry(host, labelKey, { signal });
  const structures = table.ok ? readSmbios(table.value) : [];
  const value = (name: string) => (labels.ok ? registryValue(labels.value, labelKey, name)?.data : undefined);
  const ofLabels = <T>(found: T | undefined): Fact<T> =>
    labels.ok ? known(found) : err(absentReason(labels.error));
  const ofTable = <T>(type: number, pick: (structure: SmbiosStructure) => T | undefined): Fact<T> => {
    const first = structures.find((each) => each.type === type);
    return table.ok ? known(first === undefined ? undefined : pick(first)) : table;
  };
  return {
    table,
    text: (name, maxLength) => {
      const found = value(name);
      return ofLabels(typeof found === 'string' ? clip(found, maxLength) : undefined);
    },
    code: (name) => {
      const found = value(name);
      return ofLabels(typeof found === 'number' && found <= 255 ? found : undefined);
    },
    tableText: (type, offset, maxLength) =>
      ofTable(type, (structure) => clip(smbiosText(structure, offset), maxLength)),
    tableByte: (type, offset) => ofTable(type, ({ body }) => body[offset]),
  };
}

function tableOf(keys: Result<RegistryKeys, RunFailure>): Fact<string> {
  if (!keys.ok) return err(absentReason(keys.error));
  const hex = registryValue(keys.value, tableKey, 'SMBiosData')?.data;
  if (typeof hex !== 'string' || !/^(?:[0-9a-f]{2})+$/i.test(hex)) return err('no-data');
  const bytes = Buffer.from(hex.slice(0, 2 * maxTableBytes), 'hex').subarray(headerBytes);
  return bytes.length === 0 ? err('no-data') : known(bytes.toString('latin1'));
}
