import { z } from 'zod';
import type { WindowsFreezeProduct } from '../shared/data/freeze-products.ts';
import { askPowerShell } from './collectors/windows/batch.ts';
import type { WindowsQuery } from './collectors/windows/query.ts';
import type { Freeze } from './freeze-state.ts';
import type { Host } from './host/host.ts';
import { inWindows } from './host/windows-folder.ts';

const services = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';
const limits = { timeoutMs: 30_000, maxBytes: 1024 * 1024 };

/** In worst order. */
const order = ['frozen', 'unknown', 'thawed'] as const;
type State = (typeof order)[number];

/**
 * What is installed, by its services in the registry, and what each says of the drive that holds the folder. Stand-ins of
 * system programs end well and print nothing: silence is unknown, never an answer.
 */
export async function readWindowsFreeze(
  host: Host,
  folder: string,
  products: readonly WindowsFreezeProduct[],
): Promise<Freeze> {
  const registered = await readServices(host);
  if (registered === null) return { state: 'unknown', product: null };
  const present = products.filter((each) => each.services.some((name) => registered.has(name.toLowerCase())));
  const found: { readonly state: State; readonly product: string }[] = [];
  for (const { state, product } of present) {
    found.push({ product, state: await readState(host, folder, state) });
  }
  const worst = order.flatMap((state) => found.filter((each) => each.state === state))[0];
  return worst ?? { state: 'absent' };
}

/** Names of all services and drivers, in lower case. */
async function readServices(host: Host): Promise<ReadonlySet<string> | null> {
  const listed = await host.run(inWindows(host, 'System32\\reg.exe'), ['query', services], limits);
  if (!listed.ok) return null;
  const names = Array.from(listed.value.matchAll(/\\Services\\([^\\\r\n]+)\r?$/gim), ([, name]) =>
    (name ?? '').trim().toLowerCase(),
  );
  return names.length === 0 ? null : new Set(names);
}

async function readState(host: Host, folder: string, state: WindowsFreezeProduct['state']): Promise<State> {
  if (state.kind === 'uwf') return await readUwf(host, folder);
  return state.kind === 'none' ? 'unknown' : await readExit(host, folder, state);
}

async function readExit(
  host: Host,
  folder: string,
  state: Extract<WindowsFreezeProduct['state'], { kind: 'exit-code' }>,
): Promise<State> {
  for (const program of state.programs) {
    const exit = await host.runToExit(inWindows(host, program), state.args, limits);
    if (!exit.ok && exit.error === 'not-found') continue;
    if (!exit.ok) return 'unknown';
    if (state.thawed.includes(exit.value.exitCode)) return 'thawed';
    // It says that the machine is frozen, not which drives: another one than Windows' may be left out.
    const isSystemDrive = driveOf(folder) === driveOf(inWindows(host, ''));
    return state.frozen.includes(exit.value.exitCode) && isSystemDrive ? 'frozen' : 'unknown';
  }
  return 'unknown';
}

const uwf = z.tuple([z.object({ enabled: z.boolean(), drives: z.array(z.string().max(260)).max(64) })]);

/** What the write filter of Windows protects now; the class is there only where the filter is installed. */
export const uwfQuery: WindowsQuery = {
  name: 'uwf',
  sections: [],
  script: [
    "$n='root/standardcimv2/embedded'",
    "$f=C UWF_Filter @('CurrentEnabled') $n",
    "$v=@(C UWF_Volume @('CurrentSession','Protected','DriveLetter') $n|Where-Object{$_.CurrentSession -and $_.Protected}|ForEach-Object{[string]$_.DriveLetter})",
    'if($f){@{enabled=[bool]$f.CurrentEnabled;drives=$v}}',
  ].join(';'),
};

async function readUwf(host: Host, folder: string): Promise<State> {
  const { answers } = await askPowerShell(host, [uwfQuery]);
  const rows = answers(uwfQuery.name);
  const answer = uwf.safeParse(rows.ok ? rows.value : undefined);
  if (!answer.success) return 'unknown';
  const [{ enabled, drives }] = answer.data;
  return enabled && drives.some((drive) => driveOf(drive) === driveOf(folder)) ? 'frozen' : 'thawed';
}

function driveOf(path: string): string {
  return path.slice(0, 2).toUpperCase();
}
