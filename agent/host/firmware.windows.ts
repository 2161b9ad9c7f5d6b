import { readSmbios, smbiosText } from '../collectors/smbios.ts';
import type { Host } from './host.ts';
import { inWindows } from './windows-folder.ts';

/** What the firmware says of this machine; placeholders are not dropped here. */
export type Firmware = { readonly systemUuid?: string; readonly boardSerial?: string };

const key = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\mssmbios\\Data';
const limits = { timeoutMs: 30_000, maxBytes: 1024 * 1024 };

const systemInformation = 1;
const baseboardInformation = 2;
const headerBytes = 8;

/** The SMBIOS table that Windows keeps in its registry: one small child, no PowerShell. Administrators alone may read it. */
export async function readWindowsFirmware(host: Host): Promise<Firmware> {
  const words = ['query', key, '/v', 'SMBiosData'];
  const asked = await host.run(inWindows(host, 'System32\\reg.exe'), words, limits);
  const hex = asked.ok ? /REG_BINARY\s+([0-9A-F]+)/i.exec(asked.value)?.[1] : undefined;
  return hex === undefined ? {} : parseFirmware(Buffer.from(hex, 'hex'));
}

/**
 * RawSMBIOSData (major and minor version at 1 and 2, table from 8) and its structures, DMTF DSP0134 §7.2, §7.3: the first of each
 * kind is the system's own. A truncated or hostile table gives what stands before the damage.
 */
export function parseFirmware(data: Buffer): Firmware {
  const isWireOrder = (data[1] ?? 0) * 256 + (data[2] ?? 0) < 2 * 256 + 6;
  const structures = readSmbios(data.toString('latin1', headerBytes));
  const system = structures.find(({ type, body }) => type === systemInformation && body.length >= 0x18);
  const [boardSerial] = structures
    .filter(({ type }) => type === baseboardInformation)
    .map((structure) => smbiosText(structure, 0x07))
    .filter((serial) => serial !== undefined && serial !== '');
  return {
    ...(system === undefined ? {} : { systemUuid: uuidOf(system.body.subarray(0x08, 0x18), isWireOrder) }),
    ...(boardSerial === undefined ? {} : { boardSerial }),
  };
}

/** Since 2.6 its first three fields are little-endian (§7.2.1); spelled as Linux spells it, so that a PC with both is one. */
function uuidOf(bytes: Buffer, isWireOrder: boolean): string {
  const hex = (from: number, to: number, isReversed: boolean): string => {
    const part = Buffer.from(bytes.subarray(from, to));
    return (isReversed ? part.reverse() : part).toString('hex');
  };
  const ends = [hex(0, 4, !isWireOrder), hex(4, 6, !isWireOrder), hex(6, 8, !isWireOrder)];
  return [...ends, hex(8, 10, false), hex(10, 16, false)].join('-');
}
