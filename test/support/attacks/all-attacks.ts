import type { Attack } from './attack.ts';
import { halfOpen, hugeConnect, slowConnect, slowHandshake, takeOverWar, willFlood } from './connections.ts';
import { joinBruteForce } from './joins.ts';
import { answerBombs, bombs, deepJson, pingFlood, prototypeKeys, quarantineFlood } from './messages.ts';
import { brokerTopics, strayPublishes, straySubscriptions } from './topics.ts';

/** The table of what is tried against the wall. */
export const allAttacks: readonly Attack[] = [
  ...[hugeConnect, halfOpen, slowHandshake, slowConnect],
  ...[strayPublishes, straySubscriptions, brokerTopics, willFlood, takeOverWar, joinBruteForce],
  ...[bombs, answerBombs, prototypeKeys, deepJson, quarantineFlood, pingFlood],
];
