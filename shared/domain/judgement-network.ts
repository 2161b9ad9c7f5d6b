import { clear, found, notApplicable, type Rule, raw, unknown } from './judgement-rule.ts';
import { leadingPorts } from './line/port.ts';

/**
 * A port of 100 Mb/s behind a line that is faster: mostly a cable of which one pair is broken, or an old switch. Judged only
 * where the school entered such a line.
 */
export const networkPortSlow: Rule = ({ facts, fastestLineMbps }, { tables }) => {
  const { slowPortMbps, fastLineMbps } = tables.lines;
  if (fastestLineMbps === null || fastestLineMbps < fastLineMbps) return notApplicable;
  const ports = facts.network === undefined ? null : leadingPorts(facts.network);
  if (ports === null) return unknown;
  if (ports.length === 0) return notApplicable;
  const [slow] = ports.filter(({ speedMbps }) => speedMbps !== null && speedMbps <= slowPortMbps);
  if (slow === undefined) return ports.some(({ speedMbps }) => speedMbps === null) ? unknown : clear;
  return found([
    raw('network.interfaces[].speedMbps', `${slow.name}: ${slow.speedMbps}`),
    raw('line.downMbps', fastestLineMbps),
  ]);
};
