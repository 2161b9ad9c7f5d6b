/**
 * Whether an address is one of the public Internet. False for networks of one's own, carrier NAT, link-local, loopback,
 * documentation and multicast (IANA special-purpose registries); null for what is no address.
 */
export function isPublicAddress(address: string): boolean | null {
  const text = address
    .trim()
    .toLowerCase()
    .replace(/^\[|\]$/g, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(mapped ?? text);
  if (parts !== null) {
    const bytes = parts.slice(1).map(Number);
    return bytes.every((byte) => byte <= 255) ? isPublicFour(bytes) : null;
  }
  if (!/^[0-9a-f:]+(?:%.*)?$/.test(text) || !text.includes(':')) return null;
  const first = Number.parseInt(text.split(':')[0] || '0', 16);
  return first >= 0x2000 && first <= 0x3fff && !text.startsWith('2001:db8:');
}

const reserved: readonly (readonly [first: number, second: number, mask: number])[] = [
  [0, 0, 0],
  [10, 0, 0],
  [127, 0, 0],
  [100, 64, 0xc0],
  [169, 254, 0xff],
  [172, 16, 0xf0],
  [192, 168, 0xff],
];

function isPublicFour([first = 0, second = 0, third = 0]: readonly number[]): boolean {
  if (first >= 224) return false;
  const isDocumentation =
    (first === 192 && second === 0 && (third === 0 || third === 2)) ||
    (first === 198 && (second === 18 || second === 19 || (second === 51 && third === 100))) ||
    (first === 203 && second === 0 && third === 113);
  if (isDocumentation) return false;
  return !reserved.some(([a, b, mask]) => first === a && (second & mask) === b);
}
