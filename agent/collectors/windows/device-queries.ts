import type { WindowsQuery } from './query.ts';

const enumKey = 'HKLM:\\SYSTEM\\CurrentControlSet\\Enum';

/** Cameras, imaging devices, sound devices and what their sockets are called, whatever the language of Windows. */
const deviceClasses = [
  '{ca3e7ab9-b4c3-4ae6-8251-579ef933890f}',
  '{6bdd1fc6-810f-11d0-bec7-08002be2092f}',
  '{4d36e96c-e325-11ce-bfc1-08002be10318}',
  '{c166523c-fe0c-4a94-a586-f1a80cfbbf3e}',
];
const isWanted = [
  "DeviceID LIKE ''PCI\\\\%''",
  "DeviceID LIKE ''USB\\\\VID%''",
  ...deviceClasses.map((id) => `ClassGuid=''${id}''`),
].join(' OR ');

/** The registry remembers every device that was ever plugged in: what is there now is asked of CIM. */
export const deviceQueries: readonly WindowsQuery[] = [
  {
    name: 'pnpDevices',
    sections: ['hardware', 'peripherals'],
    script: `C 'Win32_PnPEntity' @('DeviceID','Name','ClassGuid','Service','ConfigManagerErrorCode') 'root/cimv2' '${isWanted}'`,
  },
  {
    name: 'pciPlaces',
    sections: ['hardware'],
    script: [
      `Get-ItemProperty -Path '${enumKey}\\PCI\\*\\*' -Name @('LocationInformation','CompatibleIDs') -ErrorAction SilentlyContinue`,
      "Select-Object -Property @('PSPath','LocationInformation','CompatibleIDs')",
    ].join('|'),
  },
  {
    name: 'monitors',
    sections: ['peripherals'],
    script:
      "C 'WmiMonitorID' @('InstanceName','Active','ManufacturerName','ProductCodeID','SerialNumberID','UserFriendlyName','YearOfManufacture') 'root/wmi'",
  },
  {
    name: 'monitorSizes',
    sections: ['peripherals'],
    script:
      "C 'WmiMonitorBasicDisplayParams' @('InstanceName','MaxHorizontalImageSize','MaxVerticalImageSize') 'root/wmi'",
  },
  {
    name: 'monitorSockets',
    sections: ['peripherals'],
    script: "C 'WmiMonitorConnectionParams' @('InstanceName','VideoOutputTechnology') 'root/wmi'",
  },
  {
    name: 'monitorBlocks',
    sections: ['peripherals'],
    script: [
      `Get-ItemProperty -Path '${enumKey}\\DISPLAY\\*\\*\\Device Parameters' -Name @('EDID') -ErrorAction SilentlyContinue`,
      "Select-Object -Property @('PSPath','EDID')",
    ].join('|'),
  },
  {
    // Names of printers may name people: they are not asked for.
    name: 'printers',
    sections: ['peripherals'],
    script:
      "C 'Win32_Printer' @('DriverName','PortName','Default','Network','Shared','WorkOffline','PrinterStatus','DetectedErrorState')",
  },
];
