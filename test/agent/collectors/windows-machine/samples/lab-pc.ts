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

const registry: NonNullable<WindowsMachine['registry']> = {
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

const instance = 'DISPLAY\\DELA0C4\\5&1a2b3c&0&UID4352';
const enumPath = 'Microsoft.PowerShell.Core\\Registry::HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Enum';
const units = (text: string): number[] => [...Buffer.from(text.padEnd(13, '\0'), 'latin1')];

/** Rows as PowerShell 5.1 writes them. */
const rows: NonNullable<WindowsMachine['rows']> = {
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
  pnpDevices: [
    {
      DeviceID: 'PCI\\VEN_10EC&DEV_8168&SUBSYS_05A51028&REV_0C\\4&2B1F6E4&0&00E2',
      Name: 'Realtek PCIe GbE Family Controller',
      ClassGuid: '{4d36e972-e325-11ce-bfc1-08002be10318}',
      Service: 'rt640x64',
      ConfigManagerErrorCode: 0,
    },
    {
      DeviceID: 'PCI\\VEN_8086&DEV_041E&SUBSYS_05A51028&REV_06\\3&11583659&0&10',
      Name: 'Intel(R) HD Graphics 4400',
      Service: 'igfx',
      ConfigManagerErrorCode: 0,
    },
    {
      DeviceID: 'USB\\VID_046D&PID_0825\\5&2F0B0A2&0&3',
      Name: 'USB Composite Device',
      ClassGuid: '{36fc9e60-c465-11cf-8056-444553540000}',
      Service: 'usbccgp',
      ConfigManagerErrorCode: 0,
    },
    {
      DeviceID: 'USB\\VID_046D&PID_0825&MI_00\\6&1&0&0000',
      Name: 'Logitech HD Webcam C270',
      ClassGuid: '{CA3E7AB9-B4C3-4AE6-8251-579EF933890F}',
      Service: 'usbvideo',
      ConfigManagerErrorCode: 22,
    },
    {
      DeviceID: 'USB\\VID_046D&PID_0825&MI_02\\6&1&0&0002',
      Name: 'Logitech HD Webcam C270',
      ClassGuid: '{4d36e96c-e325-11ce-bfc1-08002be10318}',
      Service: 'usbaudio',
      ConfigManagerErrorCode: 0,
    },
    {
      DeviceID: 'SWD\\MMDEVAPI\\{0.0.1.00000000}.{6F7D6C1C-0000-4000-8000-000000000001}',
      Name: 'Micrô (2- Logitech HD Webcam C270)',
      ClassGuid: '{c166523c-fe0c-4a94-a586-f1a80cfbbf3e}',
      ConfigManagerErrorCode: 0,
    },
    {
      DeviceID: 'SWD\\MMDEVAPI\\{0.0.0.00000000}.{6F7D6C1C-0000-4000-8000-000000000002}',
      Name: 'Loa (Realtek(R) Audio)',
      ClassGuid: '{c166523c-fe0c-4a94-a586-f1a80cfbbf3e}',
      ConfigManagerErrorCode: 0,
    },
    {
      DeviceID: 'USB\\VID_04E8&PID_6860\\R58M12ABCDE',
      Name: 'Galaxy của Lan',
      ClassGuid: '{eec5ad98-8080-425f-922a-dabf3de3f69a}',
      Service: 'WUDFWpdMtp',
      ConfigManagerErrorCode: 0,
    },
  ],
  pciPlaces: [
    {
      PSPath: `${enumPath}\\PCI\\VEN_10EC&DEV_8168&SUBSYS_05A51028&REV_0C\\4&2b1f6e4&0&00E2`,
      LocationInformation: '@System32\\drivers\\pci.sys,#65536;PCI bus %1, device %2, function %3;(2,0,0)',
      CompatibleIDs: ['PCI\\VEN_10EC&DEV_8168&REV_0C', 'PCI\\VEN_10EC&CC_020000', 'PCI\\CC_0200'],
    },
    {
      PSPath: `${enumPath}\\PCI\\VEN_8086&DEV_041E&SUBSYS_05A51028&REV_06\\3&11583659&0&10`,
      LocationInformation: 'Bus PCI 0, thiết bị 2, chức năng 0',
      CompatibleIDs: ['PCI\\VEN_8086&CC_030000'],
    },
    {
      // Once there, and gone.
      PSPath: `${enumPath}\\PCI\\VEN_10DE&DEV_1402\\4&1286464&0&0008`,
      LocationInformation: '@System32\\drivers\\pci.sys,#65536;PCI bus %1, device %2, function %3;(1,0,0)',
      CompatibleIDs: ['PCI\\VEN_10DE&CC_030000'],
    },
  ],
  monitors: [
    {
      InstanceName: `${instance}_0`,
      Active: true,
      ManufacturerName: units('DEL'),
      ProductCodeID: units('A0C4'),
      SerialNumberID: units('F8NDP4AB'),
      UserFriendlyName: units('DELL E2014H'),
      YearOfManufacture: 2014,
    },
    {
      InstanceName: 'DISPLAY\\EPSA02B\\5&1a2b3c&0&UID4353_0',
      Active: true,
      ManufacturerName: units('EPS'),
      UserFriendlyName: units('EPSON PJ'),
      YearOfManufacture: 2016,
    },
  ],
  monitorSizes: [
    { InstanceName: `${instance}_0`, MaxHorizontalImageSize: 43, MaxVerticalImageSize: 24 },
    {
      InstanceName: 'DISPLAY\\EPSA02B\\5&1a2b3c&0&UID4353_0',
      MaxHorizontalImageSize: 0,
      MaxVerticalImageSize: 0,
    },
  ],
  monitorSockets: [
    { InstanceName: `${instance}_0`, VideoOutputTechnology: 0 },
    { InstanceName: 'DISPLAY\\EPSA02B\\5&1a2b3c&0&UID4353_0', VideoOutputTechnology: 5 },
  ],
  monitorBlocks: [
    {
      PSPath: `${enumPath}\\${instance}\\Device Parameters`,
      EDID: Array.from({ length: 128 }, (_, at) => at),
    },
    {
      // Last year's monitor.
      PSPath: `${enumPath}\\DISPLAY\\SAM0B2F\\5&1a2b3c&0&UID4352\\Device Parameters`,
      EDID: Array.from({ length: 128 }, () => 1),
    },
  ],
  printers: [
    {
      DriverName: 'Canon LBP2900',
      PortName: 'USB001',
      Default: true,
      Network: false,
      Shared: true,
      WorkOffline: false,
      PrinterStatus: 3,
      DetectedErrorState: 0,
    },
    { DriverName: 'Microsoft Print To PDF', PortName: 'PORTPROMPT:', PrinterStatus: 3 },
    { DriverName: 'HP LaserJet 400', PortName: '\\\\PC-CO-HANH\\May in phong GV', Network: true },
    { DriverName: 'RICOH SP C250DN PCL 6', PortName: '192.168.10.9', Network: false },
    { DriverName: 'PDF24', PortName: 'C:\\Users\\hanh\\Documents\\out.pdf' },
    { DriverName: 'Unheard Of', PortName: 'XPORT_hanh' },
  ],
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
      Speed: 9_223_372_036_854_775_807,
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
  registry,
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
