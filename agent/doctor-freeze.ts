import type { Check } from './doctor-check.ts';
import { readFreeze } from './freeze.ts';
import type { Host } from './host/host.ts';

/** Whether the identity and the reports that wait would outlive a restart; nothing where nothing freezes. */
export async function checkFreeze(host: Host, folder: string): Promise<Check[]> {
  const freeze = await readFreeze(host, folder);
  if (freeze.state === 'absent') return [];
  const about = { check: 'agent.doctor.freeze', subject: {} } as const;
  if (freeze.product === null) {
    return [{ ...about, level: 'ok', seen: 'agent.doctor.freeze.unseen', values: {} }];
  }
  const level = freeze.state === 'thawed' ? 'ok' : 'warning';
  const seen = `agent.doctor.freeze.${freeze.state}` as const;
  return [{ ...about, level, seen, values: { product: freeze.product } }];
}
