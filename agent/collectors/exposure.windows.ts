import { err } from '../../shared/domain/result.ts';
import type { CollectorContext, Measured } from '../collector.ts';
import { absentReason } from '../host/host.ts';
import { inWindows } from '../host/windows-folder.ts';
import { known, mapFact, unsupported } from './facts.ts';
import { parseNetstat } from './windows/netstat.ts';
import { autoStartNames, readServices } from './windows/services.ts';

const limits = { timeoutMs: 8000, maxBytes: 4 * 1024 * 1024 };

/** Listeners by netstat, whose columns of numbers are the same in every language; an SSH server on Windows is not asked. */
export async function readWindowsExposure(context: CollectorContext): Promise<Measured<'exposure'>> {
  const { host, signal } = context;
  const listed = await host.run(inWindows(host, 'System32\\netstat.exe'), ['-ano'], { ...limits, signal });
  return {
    listeners: listed.ok ? known(parseNetstat(listed.value)) : err(absentReason(listed.error)),
    sshPermitsRootLogin: unsupported,
    sshPermitsPasswords: unsupported,
    sshPermitsEmptyPasswords: unsupported,
    sshPorts: unsupported,
    autoStartServices: mapFact(readServices(context), (all) => {
      const names = autoStartNames(all);
      return names.length === 0 ? undefined : names;
    }),
  };
}
