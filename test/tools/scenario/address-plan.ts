import { createNetworks, type Networks } from '../../../shared/domain/line/networks.ts';
import type { Plan, PlannedLine } from './plan.ts';

/** Loopback addresses stand for public ones: each provider has a block 127.N.0.0/16 and a network number of its own. */
export type AddressPlan = {
  readonly networks: Networks;
  /** The nth address that a line is given. */
  readonly addressOf: (line: PlannedLine, lease: number) => string;
};

const firstBlock = 10;
/** Numbers for documentation (RFC 5398). */
const firstAsn = 64_496;
/** Of schools that entered no line. */
const strangers = 9;

export function createAddressPlan(plan: Plan): AddressPlan {
  const isps = [...new Set(plan.lines.map(({ isp }) => isp))];
  const blocks = [
    { block: strangers, asn: firstAsn, name: 'Unregistered' },
    ...isps.map((name, index) => ({ block: firstBlock + index, asn: firstAsn + 1 + index, name })),
  ];
  const lineNumber = new Map(plan.lines.map(({ lineId }, index) => [lineId, index]));
  const schoolNumber = new Map(plan.schools.map(({ code }, index) => [code, index]));
  const blockOf = new Map(blocks.map(({ name, block }) => [name, block]));
  return {
    networks: createNetworks(
      blocks.map(({ block, asn }) => ({ first: `127.${block}.0.0`, last: `127.${block}.255.255`, asn })),
      blocks.map(({ name, asn }) => ({ name, aliases: [], asns: [asn] })),
      new Map(),
    ),
    addressOf: ({ isp, lineId, schoolCode }, lease) => {
      const block = blockOf.get(isp) ?? strangers;
      const number = lineNumber.get(lineId) ?? schoolNumber.get(schoolCode) ?? 0;
      return `127.${block}.${(number * 16 + Math.floor(lease / 250)) % 256}.${1 + (lease % 250)}`;
    },
  };
}
