import type { Host } from '../host/host.ts';
import type { TargetKind } from './line-state.ts';
import type { Try } from './statistics.ts';

/** One place on the way out, and the ports at which something may answer there. */
export type Target = {
  readonly kind: TargetKind;
  readonly address: string;
  readonly ports: readonly number[];
};

/** Any answer at one of these proves that a router is there. */
export const routerPorts: readonly number[] = [80, 443, 53, 22];

/** A SYN is sent again after one second (RFC 6298 §2): an answer later than this is one to the second, the first was lost. */
export const tryMs = 1_000;

/** Which port of a router answers, once one has. */
export type KnownPorts = Map<string, number>;

const maxKnown = 64;

/**
 * One handshake, at the port that is known to answer; at all of them where none is known yet. SYN/ACK and RST are both answers.
 * @returns null: lost, or this target never answers TCP
 */
export async function tryTarget(
  host: Pick<Host, 'connect'>,
  known: KnownPorts,
  target: Target,
): Promise<Try> {
  const port = knownPort(known, target);
  if (port !== undefined) {
    const answered = await host.connect(target.address, port, tryMs);
    return answered.ok ? answered.value : null;
  }
  const asked = await Promise.all(
    target.ports.map(async (each) => ({ each, answered: await host.connect(target.address, each, tryMs) })),
  );
  const best = asked
    .flatMap(({ each, answered }) => (answered.ok ? [{ each, ms: answered.value }] : []))
    .sort((a, b) => a.ms - b.ms)[0];
  if (best === undefined) return null;
  if (known.size >= maxKnown) known.clear();
  known.set(target.address, best.each);
  return best.ms;
}

/** At every port, whichever is known to answer: a router that has begun anew may answer elsewhere. */
export async function tryEveryPort(
  host: Pick<Host, 'connect'>,
  known: KnownPorts,
  target: Target,
): Promise<Try> {
  const before = known.get(target.address);
  known.delete(target.address);
  const time = await tryTarget(host, known, target);
  if (time === null && before !== undefined) known.set(target.address, before);
  return time;
}

/** Undefined: it never answered TCP, so that its silence proves nothing. */
export function knownPort(known: KnownPorts, { address, ports }: Target): number | undefined {
  return ports.length === 1 ? ports[0] : known.get(address);
}
