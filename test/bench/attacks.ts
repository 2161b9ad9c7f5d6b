import { allAttacks } from '../support/attacks/all-attacks.ts';
import { type Outcome, openSiege } from '../support/attacks/siege.ts';
import { createInstallation } from '../support/running-installation.ts';
import type { BenchOptions, BenchRow } from './result.ts';

const attackMs = 6_000;
const p99BudgetMs = 50;

/** 20 honest machines with ten reports a second each, while one attack after the other goes on at full speed. */
export async function benchAttacks(options: BenchOptions): Promise<readonly BenchRow[]> {
  await using installation = createInstallation('dist');
  const siege = await openSiege(installation, allAttacks.length);
  const rows: BenchRow[] = [];
  try {
    for (const attack of allAttacks) {
      const outcome = await siege.attack(attack, attackMs);
      options.say(lineOf(outcome));
      rows.push({
        ...{ name: attack.name, ours: round(outcome.honest.p99Ms), peer: p99BudgetMs, unit: 'ms p99' },
        ...{ ratio: round(outcome.honest.p99Ms / p99BudgetMs), peerName: 'budget', runs: 1 },
      });
    }
  } finally {
    await siege.close();
  }
  return rows;
}

function lineOf({ name, strikes, honestShare, honest, grewMb, refused }: Outcome): string {
  const counted = Object.entries(refused).map(([reason, count]) => `${reason} ${count}`);
  return `${name}: ${strikes} strikes, honest ${(100 * honestShare).toFixed(1)} %, p50 ${honest.p50Ms.toFixed(1)} p99 ${honest.p99Ms.toFixed(1)} max ${honest.maxMs.toFixed(0)} ms, RSS +${grewMb.toFixed(0)} MB; ${counted.join(', ')}`;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
