import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allAttacks } from '../support/attacks/all-attacks.ts';
import { hugeConnect } from '../support/attacks/connections.ts';
import { openSiege, type Siege } from '../support/attacks/siege.ts';
import { createInstallation, type Installation } from '../support/running-installation.ts';

const attackMs = 5_000;
/** Of a process that warms up under 5,000 sockets, not of what an attacker sends: 256 MB, and gigabytes of bombs. */
const maxGrowthMb = 160;

let installation: Installation;
let siege: Siege;

beforeAll(async () => {
  installation = createInstallation('dist');
  siege = await openSiege(installation, allAttacks.length + 1);
}, 120_000);

afterAll(async () => {
  await siege?.close();
  await installation?.[Symbol.asyncDispose]();
});

describe('twenty honest machines beside', () => {
  test.for(allAttacks)('$name', async (attack) => {
    const outcome = await siege.attack(attack, attackMs);
    // What was done and what became of it, for who reads the report of the full tier.
    process.stdout.write(
      `${attack.name}: ${outcome.strikes} strikes, honest ${outcome.honest.acknowledged}/${outcome.honest.due}, p99 ${outcome.honest.p99Ms.toFixed(1)} ms, RSS +${outcome.grewMb.toFixed(0)} MB, ${JSON.stringify(outcome.refused)}\n`,
    );
    expect(outcome.strikes).toBeGreaterThan(0);
    expect(outcome.honestShare).toBeGreaterThanOrEqual(0.9);
    expect(outcome.honest.reconnects).toBe(0);
    expect(outcome.grewMb).toBeLessThan(maxGrowthMb);
  });

  test('a warm broker does not grow by 5 MB for a CONNECT of 256 MB', async () => {
    const { grewMb, refused } = await siege.attack({ ...hugeConnect, run: oneAtATime }, attackMs);
    expect(refused['frame-too-large']).toBeGreaterThan(0);
    expect(grewMb).toBeLessThan(5);
  });
});

/** Few connections, so that what grows is their packets and not the handshakes. */
function oneAtATime(...[scene, until]: Parameters<typeof hugeConnect.run>): Promise<number> {
  const first = new AbortController();
  until.addEventListener('abort', () => first.abort());
  setTimeout(() => first.abort(), 200);
  return hugeConnect.run(scene, first.signal);
}
