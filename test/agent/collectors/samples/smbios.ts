type MemoryDevice = {
  readonly size: number;
  readonly wideSize?: number;
  readonly type: number;
  readonly speed: number;
  readonly locator: string;
  readonly manufacturer?: string;
  readonly partNumber?: string;
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
  const { manufacturer, partNumber } = device;
  if (manufacturer === undefined || partNumber === undefined) {
    return Buffer.concat([entry, Buffer.from(`${device.locator}\0BANK 0\0\0`, 'latin1')]);
  }
  entry[0x17] = 3;
  entry[0x1a] = 4;
  const texts = `${device.locator}\0BANK 0\0${manufacturer}\0${partNumber}\0\0`;
  return Buffer.concat([entry, Buffer.from(texts, 'latin1')]);
}

type MemoryArray = {
  readonly use: number;
  readonly slots: number;
  readonly maxKib: number;
  readonly maxBytes?: bigint;
};

/** One type 16 structure (DMTF DSP0134 §7.17, version 2.7). */
export function memoryArray(array: MemoryArray): Buffer {
  const entry = Buffer.alloc(0x17);
  entry[0] = 16;
  entry[1] = entry.length;
  entry[5] = array.use;
  entry.writeUInt32LE(array.maxKib, 0x07);
  entry.writeUInt16LE(array.slots, 0x0d);
  entry.writeBigUInt64LE(array.maxBytes ?? 0n, 0x0f);
  return Buffer.concat([entry, Buffer.from('\0\0')]);
}

/** A table that starts with another structure and ends with type 127, as text of one character per byte. */
export function smbiosTable(entries: readonly Buffer[]): string {
  const chassis = Buffer.from([3, 5, 0, 3, 1, ...Buffer.from('Maker\0\0')]);
  const end = Buffer.from([127, 4, 0, 0x7f, 0, 0]);
  return Buffer.concat([chassis, ...entries, end]).toString('latin1');
}
