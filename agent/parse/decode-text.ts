type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1258';

/** So much is looked at to tell an encoding that no byte-order mark names. */
const sampleBytes = 4096;

/**
 * The text of a program's output, whatever it was saved in: UTF-8 or UTF-16 with or without a byte-order mark, else the
 * Vietnamese code page of Windows (CP1258). The mark is taken off; Vietnamese letters come composed (NFC).
 */
export function decodeOutput(bytes: Uint8Array): string {
  const encoding = markOf(bytes) ?? utf16Of(bytes.subarray(0, sampleBytes));
  if (encoding !== undefined) return new TextDecoder(encoding).decode(bytes);
  try {
    // As a stream, so that a letter cut at the end of the input is no reason to doubt the rest.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return decodeCodePage(bytes);
  }
}

/** Text in the Vietnamese code page of Windows, which keeps tone marks apart from their letters. */
export function decodeCodePage(bytes: Uint8Array): string {
  return new TextDecoder('windows-1258').decode(bytes).normalize('NFC');
}

function markOf(bytes: Uint8Array): Encoding | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** Western letters leave every other byte of UTF-16 at zero: in a third of the pairs at least, and hardly on the other side. */
function utf16Of(sample: Uint8Array): Encoding | undefined {
  const zerosAt = (side: 0 | 1) => sample.filter((byte, index) => byte === 0 && index % 2 === side).length;
  const first = zerosAt(0);
  const second = zerosAt(1);
  const pairs = sample.length / 2;
  if (second > pairs / 3 && first < second / 8) return 'utf-16le';
  return first > pairs / 3 && second < first / 8 ? 'utf-16be' : undefined;
}
