import { BlockList, isIP } from 'node:net';

type Subnet = readonly [address: string, prefix: number, family: 'ipv4' | 'ipv6'];

/** IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890); an IPv4 rule holds for `::ffff:` addresses too. */
const nobody = blockList([
  ['0.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
]);
const loopback = blockList([
  ['127.0.0.0', 8, 'ipv4'],
  ['::1', 128, 'ipv6'],
]);

function blockList(subnets: readonly Subnet[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix, family] of subnets) list.addSubnet(address, prefix, family);
  return list;
}

/** Link-local addresses (where clouds keep their secrets), groups, and none at all: nobody's web address lies there. */
export function isNobodysAddress(address: string): boolean {
  return isIn(nobody, address);
}

/** The machine itself. */
export function isLoopbackAddress(address: string): boolean {
  return isIn(loopback, address);
}

/** What is no address is in no list. */
function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
