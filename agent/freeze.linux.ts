import type { LinuxFreezeProduct } from '../shared/data/freeze-products.ts';
import type { Freeze } from './freeze-state.ts';
import type { Host } from './host/host.ts';

/** One line of /proc/self/mountinfo (proc(5)). */
type Mount = {
  readonly point: string;
  readonly fileSystem: string;
  readonly device: string;
  readonly options: readonly string[];
};

const overlays = new Set(['overlay', 'overlayfs']);
const inMemory = new Set(['tmpfs', 'ramfs', 'rootfs']);
const readOnly = new Set(['squashfs', 'erofs', 'iso9660', 'cramfs']);

/** Emptied at each restart on every system, and chosen for just that. */
const scratch = new Set(['/tmp', '/var/tmp', '/dev/shm']);

/**
 * By the file system that holds the folder: memory, a read-only image, or an overlay whose upper layer is memory. A
 * container's overlay, whose upper layer is a hidden folder of the machine below, is none of them.
 */
export async function readLinuxFreeze(
  host: Host,
  folder: string,
  products: readonly LinuxFreezeProduct[],
): Promise<Freeze> {
  const table = await host.readText('/proc/self/mountinfo');
  const mounts = table.ok ? parseMounts(table.value) : [];
  const own = mountOf(mounts, folder);
  const root = mountOf(mounts, '/');
  if (own === undefined || root === undefined) return { state: 'unknown', product: null };
  const commandLine = await host.readText('/proc/cmdline');
  const words = commandLine.ok ? commandLine.value.trim().split(/\s+/) : [];
  const judged = judge(own, mounts, { products, words });
  if (judged.state !== 'absent' || own === root) return judged;
  const system = judge(root, mounts, { products, words });
  return system.state === 'frozen' ? { state: 'thawed', product: system.product } : judged;
}

type Knowledge = { readonly products: readonly LinuxFreezeProduct[]; readonly words: readonly string[] };

function judge(mount: Mount, mounts: readonly Mount[], known: Knowledge): Freeze {
  const { fileSystem, device, point } = mount;
  const named = known.products.find(({ kernelWords }) => startsAny(known.words, kernelWords));
  if (inMemory.has(fileSystem) || readOnly.has(fileSystem)) {
    if (scratch.has(point)) return { state: 'absent' };
    return { state: 'frozen', product: named?.product ?? fileSystem };
  }
  const behind = known.products.find(({ devices }) => devices.includes(device));
  if (behind !== undefined) return unlessKept(behind, known.words);
  return overlays.has(fileSystem)
    ? judgeOverlay(mount, mounts, { ...known, named: named?.product ?? fileSystem })
    : { state: 'absent' };
}

/** By its upper layer: where the system shows it, by that mount; where it is hidden, by the folders that products use. */
function judgeOverlay(
  mount: Mount,
  mounts: readonly Mount[],
  { products, words, named }: Knowledge & { readonly named: string },
): Freeze {
  const upper = mount.options.find((option) => option.startsWith('upperdir='))?.slice('upperdir='.length);
  if (upper === undefined) return { state: 'frozen', product: named };
  const owner = products.find(({ upperFolders }) => upperFolders.some((each) => isBelow(upper, each)));
  const holder = mountOf(mounts, upper);
  const isShown = holder !== undefined && holder !== mount && holder.point !== '/';
  if (!isShown) return owner === undefined ? { state: 'absent' } : unlessKept(owner, words);
  return inMemory.has(holder.fileSystem)
    ? { state: 'frozen', product: owner?.product ?? named }
    : { state: 'absent' };
}

/** Asked to keep its changes, it may still have found no place for them. */
function unlessKept({ product, keepWords }: LinuxFreezeProduct, words: readonly string[]): Freeze {
  return { state: startsAny(words, keepWords) ? 'unknown' : 'frozen', product };
}

function startsAny(words: readonly string[], beginnings: readonly string[]): boolean {
  return words.some((word) => beginnings.some((beginning) => word.startsWith(beginning)));
}

function isBelow(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

/** The mount that holds a path; of several on one point, the last one covers the others. */
function mountOf(mounts: readonly Mount[], path: string): Mount | undefined {
  let found: Mount | undefined;
  for (const mount of mounts) {
    if (isBelow(path, mount.point) && mount.point.length >= (found?.point.length ?? 0)) found = mount;
  }
  return found;
}

function parseMounts(table: string): Mount[] {
  return table.split('\n').flatMap((line) => {
    const fields = line.split(' ');
    const separator = fields.indexOf('-', 6);
    const [point, fileSystem, device, options] = [
      fields[4],
      fields[separator + 1],
      fields[separator + 2],
      fields[separator + 3],
    ];
    if (separator === -1 || point === undefined || fileSystem === undefined) return [];
    return [
      {
        point: unescaped(point),
        fileSystem,
        device: unescaped(device ?? ''),
        options: (options ?? '').split(',').map(unescaped),
      },
    ];
  });
}

/** Spaces and their like are written in octal, such as \040. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
