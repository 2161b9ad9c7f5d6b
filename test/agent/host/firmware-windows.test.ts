import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readIdentifiers } from '../../../agent/host/fingerprint.ts';
import { parseFirmware } from '../../../agent/host/firmware.windows.ts';
import { openRecordedHost } from '../../support/recorded-host.ts';
import { openResources } from '../../support/resources.ts';

const registry = 'C:\\Windows\\System32\\reg.exe';
const uuid = '4c4c4544-0058-4b10-8032-b7c04f503132';

type Machine = { readonly minor: number; readonly uuid: readonly number[]; readonly boardSerial: string };

const lab: Machine = {
  minor: 8,
  uuid: [0x44, 0x45, 0x4c, 0x4c, 0x58, 0x00, 0x10, 0x4b, 0x80, 0x32, 0xb7, 0xc0, 0x4f, 0x50, 0x31, 0x32],
  boardSerial: '/7XK2P12/CN7220039D01AB/',
};

/** RawSMBIOSData with BIOS, system, board and end structures. */
function tableOf({ minor, uuid: bytes, boardSerial }: Machine): Buffer {
  const structure = (type: number, body: readonly number[], strings: string): Buffer =>
    Buffer.concat([
      Buffer.from([type, 4 + body.length, 0, type, ...body]),
      Buffer.from(`${strings}\0\0`, 'latin1'),
    ]);
  const table = Buffer.concat([
    structure(0, [1], 'Dell Inc.'),
    structure(1, [1, 2, 0, 3, ...bytes, 6], 'Dell Inc.\0OptiPlex 3020\0SERIAL1'),
    structure(2, [1, 2, 0, 3], `Dell Inc.\x000VHWTR\0${boardSerial}`),
    structure(2, [0, 0, 0, 1], 'RISER-1'),
    structure(127, [], ''),
  ]);
  const header = Buffer.from([0, 2, minor, 0, 0, 0, 0, 0]);
  header.writeUInt32LE(table.length, 4);
  return Buffer.concat([header, table]);
}

async function identify(output: string) {
  await using resources = openResources();
  const machine = { platform: 'windows', files: {}, facts: { systemRoot: 'C:\\Windows' } } as const;
  const host = await openRecordedHost({ ...machine, programs: { [registry]: output } });
  return await readIdentifiers(resources.closing(host));
}

const asQueried = (data: Buffer): string =>
  `\r\nHKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\mssmbios\\Data\r\n    SMBiosData    REG_BINARY    ${data.toString('hex').toUpperCase()}\r\n\r\n`;

describe('a Windows machine is identified by its firmware', () => {
  test('in the spelling that Linux gives on the same machine', async () => {
    expect(await identify(asQueried(tableOf(lab)))).toEqual({
      systemUuid: uuid.replaceAll('-', ''),
      boardSerial: '/7xk2p12/cn7220039d01ab/',
    });
  });

  test('before SMBIOS 2.6 the identifier stands as it is', () => {
    expect(parseFirmware(tableOf({ ...lab, minor: 5 })).systemUuid).toBe(
      '44454c4c-5800-104b-8032-b7c04f503132',
    );
  });

  test('placeholders identify nothing', async () => {
    const blank = { ...lab, uuid: Array.from({ length: 16 }, () => 0xff), boardSerial: 'Default string' };
    expect(await identify(asQueried(tableOf(blank)))).toEqual({});
  });

  test.each([
    ['silence', ''],
    ['no such value', 'ERROR: The system was unable to find the specified registry key or value.\r\n'],
    ['a value of another type', '    SMBiosData    REG_SZ    hello\r\n'],
  ])('%s identifies nothing', async (_, output) => {
    expect(await identify(output)).toEqual({});
  });
});

test('a truncated or hostile table gives what stands before the damage, and never throws', () => {
  const whole = tableOf(lab);
  const known = parseFirmware(whole);
  for (let length = 0; length < whole.length; length += 1) {
    const part = parseFirmware(whole.subarray(0, length));
    expect([undefined, known.systemUuid]).toContain(part.systemUuid);
    expect([undefined, known.boardSerial]).toContain(part.boardSerial);
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void parseFirmware(Buffer.from(bytes))),
  );
});
