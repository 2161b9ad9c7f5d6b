/** Where IPv4 addresses lie among the IPv6 ones (RFC 4291 §2.5.5.2): `::ffff:1.2.3.4` is `1.2.3.4`. */
const mappedFour = 0xffff_0000_0000n;

/** An IPv4 or IPv6 address as the number by which addresses are ordered; null for what is none. */
export function addressNumber(address: string): bigint | null {
  const text = address.trim().toLowerCase();
  if (!text.includes(':')) {
    const four = fourNumber(text);
    return four === null ? null : mappedFour + four;
  }
  const groups = groupsOf(text);
  return groups === null ? null : groups.reduce((sum, group) => (sum << 16n) + BigInt(group), 0n);
}

function fourNumber(text: string): bigint | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return null;
  return parts.reduce((sum, part) => (sum << 8n) + BigInt(part), 0n);
}

/** The eight groups, `::` filled up and a dotted end taken as the last two. */
function groupsOf(text: string): readonly number[] | null {
  const halves = withoutDots(text)?.split('::');
  if (halves === undefined || halves.length > 2) return null;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const given = [...(head ?? []), ...(tail ?? [])];
  const missing = 8 - given.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  if (!given.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return null;
  const zeros = Array.from({ length: missing }, () => '0');
  return [...(head ?? []), ...zeros, ...(tail ?? [])].map((group) => Number.parseInt(group, 16));
}

function withoutDots(text: string): string | undefined {
  if (!text.includes('.')) return text;
  const end = text.slice(text.lastIndexOf(':') + 1);
  const four = fourNumber(end);
  if (four === null) return undefined;
  return `${text.slice(0, -end.length)}${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`;
}
