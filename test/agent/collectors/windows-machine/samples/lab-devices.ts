import type { WindowsMachine } from '../support/machine.ts';

const instance = 'DISPLAY\\DELA0C4\\5&1a2b3c&0&UID4352';
const enumPath = 'Microsoft.PowerShell.Core\\Registry::HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Enum';
const units = (text: string): number[] => [...Buffer.from(text.padEnd(13, '\0'), 'latin1')];

/** What is plugged in and built in, once was, and only seems to be. */
export const labDevices: NonNullable<WindowsMachine['rows']> = {
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
};
