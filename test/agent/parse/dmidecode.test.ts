import { describe, expect, test } from 'vitest';
import { parseDmidecode } from '../../../agent/parse/dmidecode.ts';

const labMachine = `# dmidecode 3.5
Getting SMBIOS data from sysfs.
SMBIOS 3.3.0 present.

Handle 0x0000, DMI type 0, 26 bytes
BIOS Information
	Vendor: Example Firmware
	Version: A07
	Release Date: 03/14/2021
	Characteristics:
		PCI is supported

Handle 0x0001, DMI type 1, 27 bytes
System Information
	Manufacturer: System manufacturer
	Product Name: System Product Name
	Serial Number: To Be Filled By O.E.M.
	UUID: 03000200-0400-0500-0006-000700080009

Handle 0x0002, DMI type 2, 15 bytes
Base Board Information
	Manufacturer: Example   Boards Inc.
	Product Name: H110M-K
	Serial Number: 190347861200045

Handle 0x0003, DMI type 3, 22 bytes
Chassis Information
	Type: Desktop

Handle 0x0004, DMI type 4, 48 bytes
Processor Information
	Socket Designation: LGA1151
	Type: Central Processor
	Version: Intel(R) Core(TM) i3-7100 CPU @ 3.90GHz
	Status: Populated, Enabled
	Core Count: 2

Handle 0x0005, DMI type 4, 48 bytes
Processor Information
	Type: Central Processor
	Version: Not Specified
	Status: Unpopulated

Handle 0x0006, DMI type 17, 92 bytes
Memory Device
	Size: 8 GB
	Locator: DIMM_A1
	Type: DDR4
	Speed: 2400 MT/s
	Configured Memory Speed: 2133 MT/s

Handle 0x0007, DMI type 17, 92 bytes
Memory Device
	Size: No Module Installed
	Locator: DIMM_B1
	Type: Unknown
	Speed: Unknown

Handle 0x0008, DMI type 17, 92 bytes
Memory Device
	Size: 16 MB
	Locator: SYSTEM ROM
	Type: Flash

Handle 0x0009, DMI type 126, 4 bytes
Inactive
`;

const parsed = {
  system: {},
  board: { manufacturer: 'Example Boards Inc.', product: 'H110M-K', serial: '190347861200045' },
  bios: { vendor: 'Example Firmware', version: 'A07', date: '03/14/2021' },
  chassis: { type: 'Desktop' },
  memory: [{ slot: 'DIMM_A1', sizeBytes: 8 * 1024 ** 3, type: 'DDR4', speedMtS: 2400 }],
  processors: [{ model: 'Intel(R) Core(TM) i3-7100 CPU @ 3.90GHz', cores: 2 }],
};

describe('a machine', () => {
  test('placeholders, empty slots, empty sockets and firmware chips are left out', () => {
    expect(parseDmidecode(labMachine)).toEqual({ ok: true, value: parsed });
  });

  test.each([
    ['with CRLF', labMachine.replaceAll('\n', '\r\n')],
    ['without handles, as dmidecode -q prints it', labMachine.replace(/^Handle .*\n/gm, '')],
    [
      'indented with spaces and without blank lines',
      labMachine.replaceAll('\t', '    ').replace(/\n+/g, '\n'),
    ],
    ['with the type on a line of its own', labMachine.replace(/^(Handle \w+), (DMI.*)$/gm, '$1\n\t$2.')],
  ])('%s it is the same', (_, text) => {
    expect(parseDmidecode(text)).toEqual({ ok: true, value: parsed });
  });
});

function memoryOf(...fields: string[]) {
  const result = parseDmidecode(
    `Handle 0x0001, DMI type 17, 40 bytes\nMemory Device\n\t${fields.join('\n\t')}\n`,
  );
  return result.ok ? result.value.memory : result;
}

test.each([
  ['8192 MB', 8 * 1024 ** 3],
  ['32 GB', 32 * 1024 ** 3],
  ['1 TB', 1024 ** 4],
  ['524288 kB', 512 * 1024 ** 2],
])('a module of %s', (size, sizeBytes) => {
  expect(memoryOf(`Size: ${size}`)).toEqual([{ sizeBytes }]);
});

test('a module whose size is unknown is there', () => {
  expect(memoryOf('Size: Unknown', 'Locator: DIMM1')).toEqual([{ slot: 'DIMM1' }]);
});

test.each([
  ['2133 MHz', 2133],
  ['667 MHz (1.5 ns)', 667],
  ['1 ns', undefined],
  ['1 MT/s', undefined],
  ['Unknown', undefined],
])('a speed of %s', (speed, speedMtS) => {
  const [module] = [memoryOf('Size: 1 GB', `Speed: ${speed}`)].flat();
  expect(module).toEqual({ sizeBytes: 1024 ** 3, ...(speedMtS === undefined ? {} : { speedMtS }) });
});

test('modules of the obsolete type 6 speak where type 17 says nothing', () => {
  const text = `Handle 0x0001
	DMI type 6, 12 bytes.
	Memory Module Information
		Socket Designation: DIMM1
		Type: ECC DIMM SDRAM
		Installed Size: 256Mbyte
Handle 0x0002
	DMI type 6, 12 bytes.
	Memory Module Information
		Socket Designation: DIMM2
		Installed Size: Not Installed
Handle 0x0003
	DMI type 17, 27 bytes.
	Memory Device
`;
  const machine = parseDmidecode(text);
  expect(machine.ok && machine.value.memory).toEqual([
    { slot: 'DIMM1', sizeBytes: 256 * 1024 ** 2, type: 'ECC DIMM SDRAM' },
  ]);
});

test.each([
  'Default string',
  'To be filled by O.E.M.',
  'O.E.M.',
  'OEM',
  '[Empty]',
  'OEM_Define2',
  'N/A',
  '<BAD INDEX>',
  '<OUT OF SPEC>',
  'Not Specified',
  'System Product Name',
  'Base Board Product Name',
  'TBD by ODM',
  'All Series',
  '0',
  '--',
  '...',
  '          ',
  'Type2 - Board Product Name',
  'Product Name 1'.slice(0, 12),
])('%j names no product', (name) => {
  const machine = parseDmidecode(`System Information\n\tProduct Name: ${name}\n`);
  expect(machine.ok && machine.value.system).toEqual({});
});

test.each(['A1', 'DIMM1', 'B75', '0WMJ54', 'Aptio CRB', 'Surface Go 2', 'x360', '10102'])(
  '%j is a name',
  (name) => {
    const machine = parseDmidecode(`System Information\n\tProduct Name: ${name}\n`);
    expect(machine.ok && machine.value.system.product).toBe(name);
  },
);

test.each([
  '',
  '# dmidecode 3.5\n# No SMBIOS nor DMI entry point found, sorry.\n',
  '/dev/mem: Permission denied\n',
])('%j is no machine', (text) => {
  expect(parseDmidecode(text)).toEqual({ ok: false, error: 'unrecognised' });
});
