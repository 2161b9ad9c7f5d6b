import { deviceQueries } from './device-queries.ts';
import type { WindowsQuery } from './query.ts';
import { softwareQueries } from './software-queries.ts';
import { storageQueries } from './storage-queries.ts';

const hardwareQueries: readonly WindowsQuery[] = [
  {
    name: 'computer',
    sections: ['hardware'],
    script: "C 'Win32_ComputerSystem' @('Manufacturer','Model','HypervisorPresent')",
  },
  { name: 'bios', sections: ['hardware'], script: "C 'Win32_BIOS' @('SerialNumber','Manufacturer')" },
  { name: 'enclosure', sections: ['hardware'], script: "C 'Win32_SystemEnclosure' @('ChassisTypes')" },
  {
    name: 'processors',
    sections: ['hardware'],
    script:
      "C 'Win32_Processor' @('Name','Manufacturer','NumberOfCores','NumberOfLogicalProcessors','MaxClockSpeed')",
  },
  {
    name: 'memoryModules',
    sections: ['hardware'],
    script:
      "C 'Win32_PhysicalMemory' @('DeviceLocator','Capacity','SMBIOSMemoryType','Speed','Manufacturer','PartNumber')",
  },
  {
    name: 'memoryArrays',
    sections: ['hardware'],
    script: "C 'Win32_PhysicalMemoryArray' @('MemoryDevices','MaxCapacity','MaxCapacityEx','Use')",
  },
  {
    name: 'graphics',
    sections: ['hardware'],
    script: "C 'Win32_VideoController' @('Name','AdapterRAM','DriverVersion','PNPDeviceID')",
  },
  {
    name: 'graphicsMemory',
    sections: ['hardware'],
    script: [
      "Get-ItemProperty -Path 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}\\0*' -ErrorAction SilentlyContinue",
      "Select-Object -Property @('DriverDesc','HardwareInformation.qwMemorySize')",
    ].join('|'),
  },
];

/** root/wmi answers for batteries with an error where there is none; Win32_Battery says how many there are. */
const batteryQueries: readonly WindowsQuery[] = [
  { name: 'batteries', sections: ['hardware'], script: "C 'Win32_Battery' @('DesignCapacity')" },
  {
    name: 'batteryDesign',
    sections: ['hardware'],
    script: "C 'BatteryStaticData' @('InstanceName','DesignedCapacity','Capabilities') 'root/wmi'",
  },
  {
    name: 'batteryFull',
    sections: ['hardware'],
    script: "C 'BatteryFullChargedCapacity' @('InstanceName','FullChargedCapacity') 'root/wmi'",
  },
  {
    name: 'batteryCycles',
    sections: ['hardware'],
    script: "C 'BatteryCycleCount' @('InstanceName','CycleCount') 'root/wmi'",
  },
];

const systemQueries: readonly WindowsQuery[] = [
  { name: 'operatingSystem', sections: ['system'], script: "C 'Win32_OperatingSystem' @('LastBootUpTime')" },
];

const networkQueries: readonly WindowsQuery[] = [
  {
    name: 'netAdapters',
    sections: ['network'],
    script:
      "C 'MSFT_NetAdapter' @('Name','InterfaceIndex','DriverName','Speed','MediaConnectState','MediaDuplexState','NdisPhysicalMedium','HardwareInterface','Hidden') 'root/StandardCimv2'",
  },
  {
    name: 'netAddresses',
    sections: ['network'],
    script:
      "C 'MSFT_NetIPAddress' @('InterfaceIndex','IPAddress','PrefixLength','SuffixOrigin') 'root/StandardCimv2' 'AddressFamily=23'",
  },
];

/** What is asked of hardware, system, storage, disk health, network, peripherals, software. */
export const machineQueries: readonly WindowsQuery[] = [
  ...systemQueries,
  ...hardwareQueries,
  ...batteryQueries,
  ...storageQueries,
  ...networkQueries,
  ...deviceQueries,
  ...softwareQueries,
];
