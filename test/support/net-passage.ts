/** What one direction of a line does to the packets that pass. */
export type Passage = {
  readonly delayMs: number;
  /** Packets of a kind come up to so much later, each at another moment than the one before. */
  readonly jitterMs: number;
  /** From 0 to 1: of each kind of packets just so many never arrive. */
  readonly lossShare: number;
};

export type Dealt = { readonly isLost: boolean; readonly waitMs: number };

const goldenSection = (Math.sqrt(5) - 1) / 2;

/**
 * Deals loss and jitter to each kind of packets evenly instead of by chance: what of a kind is lost, and how its times differ, is
 * known before. Kinds begin at different places, so that they do not lose in step, and late packets go by the golden section, so that
 * whoever sends every second or third packet of a kind sees jitter too.
 */
export function createDealer(): (kind: string, passage: Passage) => Dealt {
  const kinds = new Map<string, { owed: number; late: number }>();
  return (kind, { delayMs, jitterMs, lossShare }) => {
    const dealt = kinds.get(kind) ?? { owed: (kinds.size * 0.37) % 1, late: 0 };
    kinds.set(kind, dealt);
    dealt.owed += lossShare;
    // A sum of tenths is a little less than whole.
    const isLost = dealt.owed >= 1 - 1e-9;
    if (isLost) dealt.owed -= 1;
    else dealt.late = (dealt.late + goldenSection) % 1;
    return { isLost, waitMs: delayMs + dealt.late * jitterMs };
  };
}

const tcp = 6;
const [syn, ack] = [0x02, 0x10];

/**
 * The first packet of a TCP connection over IPv4 by where it goes, its answer by where that comes from (`1.1.1.1:443`); anything
 * else is `other`.
 */
export function kindOf(packet: Buffer): string {
  const isIpv4 = packet.length >= 40 && packet.readUInt8(0) >> 4 === 4;
  if (!isIpv4 || packet.readUInt8(9) !== tcp) return 'other';
  const header = (packet.readUInt8(0) & 0x0f) * 4;
  if (packet.length < header + 20) return 'other';
  const flags = packet.readUInt8(header + 13);
  if ((flags & syn) === 0) return 'other';
  const isAnswer = (flags & ack) !== 0;
  const address = packet.subarray(isAnswer ? 12 : 16).subarray(0, 4);
  return `${[...address].join('.')}:${packet.readUInt16BE(header + (isAnswer ? 0 : 2))}`;
}
