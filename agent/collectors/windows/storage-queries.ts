import type { WindowsQuery } from './query.ts';

const storage = "'root/Microsoft/Windows/Storage'";

/** Disks, volumes, and what disks count of themselves. The reliability counters, SMART and BitLocker need an administrator. */
export const storageQueries: readonly WindowsQuery[] = [
  {
    name: 'physicalDisks',
    sections: ['storage', 'diskHealth'],
    script: `C 'MSFT_PhysicalDisk' @('DeviceId','Model','FriendlyName','MediaType','BusType','Size','SerialNumber','FirmwareVersion','HealthStatus') ${storage}`,
  },
  {
    // Older builds of Windows 10 lack this property, and refuse the whole question for it.
    name: 'diskSerials',
    sections: ['storage', 'diskHealth'],
    script: `C 'MSFT_PhysicalDisk' @('DeviceId','AdapterSerialNumber') ${storage}`,
  },
  {
    name: 'diskDrives',
    sections: ['storage', 'diskHealth'],
    script:
      "C 'Win32_DiskDrive' @('Index','Model','InterfaceType','Size','SerialNumber','FirmwareRevision','Capabilities','PNPDeviceID')",
  },
  {
    name: 'volumes',
    sections: ['storage'],
    script:
      "C 'Win32_Volume' @('DriveLetter','Name','FileSystem','Capacity','DriveType') 'root/cimv2' 'DriveType=3'",
  },
  {
    name: 'encryptableVolumes',
    sections: ['storage'],
    script:
      "C 'Win32_EncryptableVolume' @('DriveLetter','ProtectionStatus','ConversionStatus') 'root/cimv2/Security/MicrosoftVolumeEncryption'",
  },
  {
    name: 'reliabilityCounters',
    sections: ['diskHealth'],
    script: `C 'MSFT_StorageReliabilityCounter' @('DeviceId','Temperature','Wear','PowerOnHours','ReadErrorsUncorrected','WriteErrorsUncorrected') ${storage}`,
  },
  {
    name: 'failurePredictions',
    sections: ['diskHealth'],
    script: "C 'MSStorageDriver_FailurePredictStatus' @('InstanceName','PredictFailure') 'root/wmi'",
  },
  {
    name: 'smartData',
    sections: ['diskHealth'],
    script: "C 'MSStorageDriver_ATAPISmartData' @('InstanceName','VendorSpecific') 'root/wmi'",
  },
];
