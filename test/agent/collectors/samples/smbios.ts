type MemoryDevice = {
  readonly size: number;
  readonly wideSize?: number;
  readonly type: number;
  readonly speed: number;
  readonly locator: string;
};

/** One type 17 structure as firmware writes it (DMTF DSP0134 §7.18, version 2.7: 0x22 bytes), with its strings. */
export function memoryDevice(device: MemoryDevice): Buffer {
  const entry = Buffer.alloc(0x22);
  entry[0] = 17;
  entry[1] = entry.length;
  entry.writeUInt16LE(device.size, 0x0c);
  entry[0x10] = 1;
  entry[0x12] = device.type;
  entry.writeUInt16LE(device.speed, 0x15);
  entry.writeUInt32LE(device.wideSize ?? 0, 0x1c);
  return Buffer.concat([entry, Buffer.from(`${device.locator}\0BANK 0\0\0`, 'latin1')]);
}

/** A table that starts with another structure and ends with type 127, as text of one character per byte. */
export function smbiosTable(entries: readonly Buffer[]): string {
  const chassis = Buffer.from([3, 5, 0, 3, 1, ...Buffer.from('Maker\0\0')]);
  const end = Buffer.from([127, 4, 0, 0x7f, 0, 0]);
  return Buffer.concat([chassis, ...entries, end]).toString('latin1');
}
