import { memoryDevice, smbiosTable } from '../../samples/smbios.ts';
import type { WindowsMachine } from '../support/machine.ts';

/** RawSMBIOSData: a header of eight bytes, then the table. */
const smbios = `0002080000000000${Buffer.from(
  smbiosTable([memoryDevice({ size: 4096, type: 24, speed: 1600, locator: 'DIMM1' })]),
  'latin1',
).toString('hex')}`;

const hklm = 'HKEY_LOCAL_MACHINE';
const version = `${hklm}\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion`;
const environment = `${hklm}\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment`;
const firmware = `${hklm}\\HARDWARE\\DESCRIPTION\\System\\BIOS`;
const firmwareTable = `${hklm}\\SYSTEM\\CurrentControlSet\\Services\\mssmbios\\Data`;
const interfaces = `${hklm}\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Interfaces`;
const card = `${interfaces}\\{b0b1b2b3-0000-4000-8000-000000000001}`;
const left = `${interfaces}\\{b0b1b2b3-0000-4000-8000-000000000002}`;

/** As it is asked of reg.exe. */
const short = (key: string): string => key.replace('HKEY_LOCAL_MACHINE', 'HKLM');

/** Registry of a lab PC, by what is asked of reg.exe. */
export const labRegistry: NonNullable<WindowsMachine['registry']> = {
  [short(version)]: {
    [version]: {
      ProductName: ['REG_SZ', 'Windows 10 Education'],
      CurrentBuild: ['REG_SZ', '22631'],
      UBR: ['REG_DWORD', '0x1163'],
      DisplayVersion: ['REG_SZ', '23H2'],
      ReleaseId: ['REG_SZ', '2009'],
      EditionID: ['REG_SZ', 'Education'],
      InstallationType: ['REG_SZ', 'Client'],
      InstallDate: ['REG_DWORD', '0x64a0c2f0'],
      RegisteredOwner: ['REG_SZ', 'Nguyen Van A'],
    },
  },
  [short(environment)]: { [environment]: { PROCESSOR_ARCHITECTURE: ['REG_SZ', 'AMD64'] } },
  [short(firmware)]: {
    [firmware]: {
      SystemManufacturer: ['REG_SZ', 'Dell Inc.'],
      SystemProductName: ['REG_SZ', 'OptiPlex 3020'],
      BaseBoardManufacturer: ['REG_SZ', 'Dell Inc.'],
      BaseBoardProduct: ['REG_SZ', '0WMJ54'],
      BIOSVendor: ['REG_SZ', 'Dell Inc.'],
      BIOSVersion: ['REG_SZ', 'A12'],
      BIOSReleaseDate: ['REG_SZ', '11/19/2015'],
      EnclosureType: ['REG_DWORD', '0x3'],
    },
  },
  [short(firmwareTable)]: { [firmwareTable]: { SMBiosData: ['REG_BINARY', smbios.toUpperCase()] } },
  [`${short(interfaces)} /s`]: {
    [interfaces]: {},
    // A network long left: its address is nobody's now.
    [left]: {
      EnableDHCP: ['REG_DWORD', '0x1'],
      DhcpIPAddress: ['REG_SZ', '10.9.9.9'],
      DhcpDefaultGateway: ['REG_MULTI_SZ', '10.9.9.1'],
      DhcpNameServer: ['REG_SZ', '10.9.9.1'],
    },
    [card]: {
      EnableDHCP: ['REG_DWORD', '0x1'],
      DhcpIPAddress: ['REG_SZ', '192.168.10.37'],
      DhcpDefaultGateway: ['REG_MULTI_SZ', '192.168.10.1\\0192.168.10.2'],
      DhcpNameServer: ['REG_SZ', '203.113.131.1 203.113.131.2'],
      NameServer: ['REG_SZ', ''],
    },
    // A Wi-Fi network, named by its SSID.
    [`${card}\\6586F6D656`]: { DhcpDefaultGateway: ['REG_MULTI_SZ', '172.16.0.1'] },
  },
};
