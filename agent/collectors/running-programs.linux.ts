import { err, ok } from '../../shared/domain/result.ts';
import type { Fact } from '../collector.ts';
import { absentReason, type Host } from '../host/host.ts';

/**
 * Names of the running programs, as the kernel keeps them: the first 15 characters.
 * `denied` where /proc hides other users' processes (hidepid): a program not seen there may well run.
 */
export async function readRunningPrograms(host: Host): Promise<Fact<ReadonlySet<string>>> {
  const entries = await host.readDir('/proc');
  if (!entries.ok) return err(absentReason(entries.error));
  if (!entries.value.includes('1')) return err('denied');
  const names = new Set<string>();
  for (const pid of entries.value.filter((entry) => /^\d+$/.test(entry))) {
    const comm = await host.readText(`/proc/${pid}/comm`, { maxBytes: 64 });
    if (comm.ok) names.add(comm.value.trim());
  }
  return ok(names);
}
