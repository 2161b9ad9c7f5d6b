/** What system_profiler -json gives of a MacBook with some devices, in Apple's shape; every value is made up. */
export const macBook = {
  SPHardwareDataType: [
    {
      _name: 'hardware_overview',
      machine_model: 'MacBookAir10,1',
      chip_type: 'Apple M1',
      number_processors: 'proc 8:4:4',
      physical_memory: '16 GB',
      serial_number: 'FVFA0000Q6L4',
      boot_rom_version: '10151.101.3',
    },
  ],
  SPMemoryDataType: [{ SPMemoryDataType: '16 GB', dimm_type: 'LPDDR4', dimm_manufacturer: 'Hynix' }],
  SPPowerDataType: [
    { _name: 'spbattery_information', sppower_battery_health_info: { sppower_battery_cycle_count: 125 } },
    { _name: 'sppower_information' },
  ],
  SPDisplaysDataType: [
    {
      _name: 'Apple M1',
      sppci_model: 'Apple M1',
      spdisplays_ndrvs: [
        {
          _name: 'Color LCD',
          '_spdisplays_display-vendor-id': '610',
          '_spdisplays_display-product-id': 'a045',
          '_spdisplays_display-serial-number': '0',
          '_spdisplays_display-year': '2020',
          spdisplays_connection_type: 'spdisplays_internal',
        },
        { _name: 'iPad của Lan', spdisplays_connection_type: 'spdisplays_sidecar' },
      ],
    },
  ],
  SPPrintersDataType: [
    {
      _name: 'Máy in cô Lan',
      ppd: 'HP LaserJet Pro M404',
      uri: 'dnssd://ThayTin%20M404._ipp._tcp.local./',
      default: 'yes',
      shared: 'no',
    },
  ],
  SPCameraDataType: [
    { _name: 'FaceTime HD Camera', 'spcamera_model-id': 'FaceTime HD Camera' },
    { _name: 'HD Webcam C270', 'spcamera_model-id': 'UVC Camera VendorID_1133 ProductID_2085' },
    { _name: 'iPhone của Lan Camera', 'spcamera_model-id': 'iPhone14,5' },
  ],
  SPAudioDataType: [
    {
      _name: 'coreaudio_device',
      _items: [
        {
          _name: 'MacBook Air Microphone',
          coreaudio_device_input: 1,
          coreaudio_device_transport: 'coreaudio_device_type_builtin',
        },
        {
          _name: 'AirPods của Lan',
          coreaudio_device_input: 1,
          coreaudio_device_transport: 'coreaudio_device_type_bluetooth',
        },
        { _name: 'MacBook Air Speakers', coreaudio_device_output: 2 },
      ],
    },
  ],
  SPUSBDataType: [
    {
      _name: 'USB31Bus',
      host_controller: 'AppleT8103USBXHCI',
      _items: [
        {
          _name: 'USB2.0 Hub',
          vendor_id: '0x0451',
          product_id: '0x8142',
          _items: [
            {
              _name: 'USB Keyboard',
              vendor_id: 'apple_vendor_id',
              product_id: '0x024f',
              serial_num: 'ABC',
            },
            { _name: 'USB Optical Mouse', vendor_id: '0x046d  (Logitech Inc.)', product_id: '0xc077' },
          ],
        },
      ],
    },
  ],
  SPNVMeDataType: [
    {
      _name: 'Apple SSD Controller',
      _items: [
        {
          _name: 'APPLE SSD AP0256Q',
          bsd_name: 'disk0',
          detachable_drive: 'no',
          device_model: 'APPLE SSD AP0256Q',
          device_revision: '1161.80.',
          device_serial: '0ba01234567890',
          size_in_bytes: 251_000_193_024,
          smart_status: 'Verified',
        },
      ],
    },
  ],
  SPStorageDataType: [
    {
      _name: 'Macintosh HD',
      bsd_name: 'disk3s1s1',
      file_system: 'APFS',
      mount_point: '/',
      size_in_bytes: 245_107_195_904,
      physical_drive: { is_internal_disk: 'yes' },
    },
    { _name: 'USB cua Lan', bsd_name: 'disk4s1', file_system: 'ExFAT', mount_point: '/Volumes/USB cua Lan' },
  ],
};

/** A flat XML property list with these members. */
export function plist(members: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">\n<dict>${members}</dict>\n</plist>\n`;
}
