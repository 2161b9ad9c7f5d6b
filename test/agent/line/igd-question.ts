import process from 'node:process';
import { createRealHost } from '../../../agent/host/real-host.ts';
import { checkLine } from '../../../agent/line/check.ts';
import { createDecoys } from '../../../agent/line/decoys.ts';
import { findRouter } from '../../../agent/line/igd.ts';
import { createNames } from '../../../agent/line/names.ts';
import { createWayOut } from '../../../agent/line/way-out.ts';
import { createSystemClock } from '../../../shared/runtime/clock.ts';

/** A computer of a school asks its router, and looks along its line once; what it found is on standard output. */
const [what = '', gateway = ''] = process.argv.slice(2);
const [host, clock] = [createRealHost(), createSystemClock()];

async function look() {
  const near = { host, clock };
  const { state, targets } = await checkLine(
    {
      ...near,
      names: createNames(near),
      wayOut: createWayOut(near),
      hops: { current: () => null, refresh: () => Promise.resolve() },
      knownPorts: new Map(),
      decoys: createDecoys(near),
      isConnected: () => false,
      broker: () => ({ host: '203.0.113.10', port: 8883 }),
    },
    {
      ...{ kind: 'probe', lineId: 'line-1', duty: 'prober', until: 0, services: [] },
      ...{ serviceEverySeconds: 900, servicePhaseSeconds: 0, badLatencyMs: 400, badLossPercent: 20 },
      anchors: [{ host: '198.51.100.1', port: 443 }],
    },
  );
  return { state, kinds: targets.map(({ kind }) => kind) };
}

const found = what === 'router' ? { router: await findRouter(host, gateway) } : await look();
process.stdout.write(JSON.stringify({ ...found, megabytes: process.resourceUsage().maxRSS / 1024 }));
