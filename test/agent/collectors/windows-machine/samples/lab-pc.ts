import type { WindowsMachine } from '../support/machine.ts';
import { labDevices } from './lab-devices.ts';
import { labRegistry } from './lab-registry.ts';

/** Rows as PowerShell 5.1 writes them. */
const rows: NonNullable<WindowsMachine['rows']> = {
  ...labDevices,
  operatingSystem: [{ LastBootUpTime: '/Date(1790000000000)/' }],
  computer: [{ Manufacturer: 'Dell Inc.', Model: 'OptiPlex 3020', HypervisorPresent: true }],
  bios: [{ SerialNumber: '7XK2P12', Manufacturer: 'Dell Inc.' }],
  enclosure: [{ ChassisTypes: [3] }],
  processors: [
    {
      Name: 'Intel(R) Core(TM) i3-4160 CPU @ 3.60GHz',
      Manufacturer: 'GenuineIntel',
      NumberOfCores: 2,
      NumberOfLogicalProcessors: 4,
      MaxClockSpeed: 3600,
    },
  ],
  memoryModules: [],
  memoryArrays: [{ MemoryDevices: 2, MaxCapacity: 16_777_216, MaxCapacityEx: 16_777_216, Use: 3 }],
  graphics: [
    {
      Name: 'Intel(R) HD Graphics 4400',
      AdapterRAM: 1_073_741_824,
      DriverVersion: '20.19.15.4624',
      PNPDeviceID: 'PCI\\VEN_8086&DEV_041E&SUBSYS_05A51028&REV_06\\3&11583659&0&10',
    },
    { Name: 'Microsoft Remote Display Adapter', PNPDeviceID: 'SWD\\REMOTEDISPLAYENUM\\RDPIDD' },
  ],
  graphicsMemory: [],
  batteries: [],
  netAdapters: [
    {
      Name: 'Ethernet',
      InterfaceIndex: 7,
      DriverName: '\\SystemRoot\\System32\\drivers\\rt640x64.sys',
      Speed: 100_000_000,
      MediaConnectState: 1,
      MediaDuplexState: 2,
      NdisPhysicalMedium: 14,
      HardwareInterface: true,
      Hidden: false,
    },
    {
      Name: 'Wi-Fi',
      InterfaceIndex: 9,
      DriverName: '\\SystemRoot\\System32\\drivers\\Netwtw10.sys',
      Speed: 2 ** 63,
      MediaConnectState: 2,
      MediaDuplexState: 0,
      NdisPhysicalMedium: 9,
      HardwareInterface: true,
      Hidden: false,
    },
    { Name: 'VirtualBox Host-Only', InterfaceIndex: 12, MediaConnectState: 1, HardwareInterface: false },
  ],
  netAddresses: [
    { InterfaceIndex: 7, IPAddress: 'fe80::1%7', PrefixLength: 64, SuffixOrigin: 4 },
    { InterfaceIndex: 7, IPAddress: '2405:4800:102::37', PrefixLength: 64, SuffixOrigin: 4 },
    { InterfaceIndex: 7, IPAddress: '2405:4800:102:0:5d1:8a2:77:1', PrefixLength: 128, SuffixOrigin: 5 },
  ],
  physicalDisks: [
    {
      DeviceId: '1',
      Model: 'Cruzer Blade',
      FriendlyName: 'SanDisk Cruzer Blade',
      MediaType: 0,
      BusType: 7,
      Size: 15_518_924_800,
      SerialNumber: '4C530001',
      HealthStatus: 0,
    },
    {
      DeviceId: '0',
      Model: 'TOSHIBA DT01ACA050',
      FriendlyName: 'TOSHIBA DT01ACA050',
      MediaType: 3,
      BusType: 11,
      Size: 500_107_862_016,
      SerialNumber: '            86KRJ5YNS',
      FirmwareVersion: 'MS1OA750',
      HealthStatus: 1,
    },
  ],
  diskSerials: [{ DeviceId: '0', AdapterSerialNumber: null }],
  diskDrives: [
    { Index: 0, PNPDeviceID: 'SCSI\\DISK&VEN_TOSHIBA&PROD_DT01ACA050\\4&2B8C1A&0&000000' },
    { Index: 1, PNPDeviceID: 'USBSTOR\\DISK&VEN_SANDISK&PROD_CRUZER_BLADE\\4C530001&0' },
  ],
  volumes: [
    { DriveLetter: 'D:', Name: 'D:\\', FileSystem: 'NTFS', Capacity: 250_000_000_000, DriveType: 3 },
    { DriveLetter: 'C:', Name: 'C:\\', FileSystem: 'NTFS', Capacity: 249_000_000_000, DriveType: 3 },
    {
      DriveLetter: null,
      Name: '\\\\?\\Volume{d5cd7572-0000-4000-8000-000000000000}\\',
      FileSystem: 'FAT32',
      Capacity: 519_045_120,
      DriveType: 3,
    },
    { DriveLetter: null, Name: 'C:\\Users\\lan\\disk\\', FileSystem: 'NTFS', Capacity: 1e9, DriveType: 3 },
  ],
  encryptableVolumes: [{ DriveLetter: 'C:', ProtectionStatus: 0, ConversionStatus: 0 }],
  reliabilityCounters: [
    {
      DeviceId: '0',
      Temperature: 38,
      Wear: 0,
      PowerOnHours: 65_535,
      ReadErrorsUncorrected: 2,
      WriteErrorsUncorrected: null,
    },
  ],
  failurePredictions: [
    { InstanceName: 'SCSI\\Disk&Ven_TOSHIBA&Prod_DT01ACA050\\4&2b8c1a&0&000000_0', PredictFailure: true },
  ],
  smartData: [
    {
      InstanceName: 'SCSI\\Disk&Ven_TOSHIBA&Prod_DT01ACA050\\4&2b8c1a&0&000000_0',
      VendorSpecific: [
        ...[16, 0],
        ...[5, 0x33, 0, 100, 100, 0x83, 1, 0, 0, 0, 0, 0],
        ...[9, 0x12, 0, 90, 90, 0x40, 0x9c, 1, 0, 0, 0, 0],
        ...[197, 0x22, 0, 100, 100, 8, 0, 0, 0, 0, 0, 0],
        ...Array.from({ length: 474 }, () => 0),
      ],
    },
  ],
  software: [
    {
      DisplayName: 'UniKey 4.3 RC5',
      DisplayVersion: '4.3.200929',
      Publisher: 'Phạm Kim Long',
      InstallDate: '20230912',
    },
    { DisplayName: 'UniKey 4.3 RC5', DisplayVersion: '4.3.200929' },
    { DisplayName: 'Office 16 Click-to-Run Licensing Component', SystemComponent: 1 },
    { DisplayName: 'Security Update for Microsoft Office', ReleaseType: 'Security Update' },
    { DisplayName: 'Language pack', ParentKeyName: 'Office16.PROPLUS' },
    { DisplayName: 'Scratch 3', DisplayVersion: '3.29.1', InstallDate: '9/12/2023' },
    { DisplayName: '   ' },
  ],
  userSoftware: [
    { DisplayName: 'Zalo', DisplayVersion: '24.11.1', Publisher: 'lan', InstallDate: '20240101' },
  ],
};

/** A lab PC in Vietnamese: Windows 11 on an OptiPlex whose hard disk is about to fail. */
export const labPc: WindowsMachine = {
  rows,
  registry: labRegistry,
  facts: {
    hostname: 'MAY-07',
    release: '10.0.22631',
    version: 'Windows 10 Education',
    architecture: 'x86_64',
    cpuThreads: 4,
    memoryBytes: 4_183_838_720,
    memoryFreeBytes: 1_200_000_000,
    uptimeSeconds: 7_200.5,
    timeZone: 'Asia/Ho_Chi_Minh',
    interfaces: [
      {
        name: 'Ethernet',
        family: 'ipv4',
        address: '192.168.10.37',
        prefixLength: 24,
        mac: '64:00:6a:11:22:33',
        isInternal: false,
      },
      {
        name: 'Ethernet',
        family: 'ipv6',
        address: '2405:4800:102:0:5d1:8a2:77:1',
        prefixLength: 128,
        mac: '64:00:6a:11:22:33',
        isInternal: false,
      },
      { name: 'Loopback', family: 'ipv4', address: '127.0.0.1', mac: '00:00:00:00:00:00', isInternal: true },
    ],
    dnsServers: ['192.168.10.1'],
  },
};
