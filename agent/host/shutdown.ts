import type { Host } from './host.ts';
import { inWindows } from './windows-folder.ts';

const limits = { timeoutMs: 2_000, maxBytes: 16_384 };
const key = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Windows';

/** 100 ns ticks from 1601 to 1970 (Microsoft Learn, FILETIME). */
const epochTicks = 116_444_736_000_000_000n;

/**
 * Whether the system itself is going down, and this process with it. Linux: what systemd says of itself. Windows ends the programs of
 * a task without a word; it asks the console's own by what arrives here as SIGHUP (libuv, signal.c).
 */
export async function isGoingDown(host: Host, signal: unknown): Promise<boolean> {
  if (host.platform === 'windows') return signal === 'SIGHUP';
  if (host.platform !== 'linux' || signal !== 'SIGTERM') return false;
  // It answers by its exit code too: 1 for everything but `running`.
  const said = await host.runToExit('systemctl', ['is-system-running'], limits);
  return said.ok && said.value.stdout.trim() === 'stopping';
}

/** When Windows was last shut down in order, ms UTC by its own clock: a power cut leaves the time of the shutdown before. */
export async function readWindowsShutdown(host: Host): Promise<number | undefined> {
  const words = ['query', key, '/v', 'ShutdownTime'];
  const asked = await host.run(inWindows(host, 'System32\\reg.exe'), words, limits);
  const hex = asked.ok ? /REG_BINARY\s+([0-9A-F]{16})\b/i.exec(asked.value)?.[1] : undefined;
  if (hex === undefined) return undefined;
  const ticks = Buffer.from(hex, 'hex').readBigUInt64LE();
  return ticks <= epochTicks ? undefined : Number((ticks - epochTicks) / 10_000n);
}
