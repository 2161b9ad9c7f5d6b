import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { absentReason, type Host } from '../host/host.ts';
import { type Disk, describeDisk, isDisk } from './disks.linux.ts';
import { unsupported } from './facts.ts';
import { parseMounts, type Volume, withoutUser } from './mounts.linux.ts';
import { defined } from './text.ts';

const maxDisks = 64;

export async function readLinuxStorage({ host }: CollectorContext): Promise<Measured<'storage'>> {
  return { disks: await readDisks(host), volumes: await readVolumes(host), arrays: unsupported };
}

async function readDisks(host: Host): Promise<Fact<Disk[]>> {
  const names = await host.readDir('/sys/block');
  if (!names.ok) return err(absentReason(names.error));
  const disks: Disk[] = [];
  for (const name of names.value.filter(isDisk).slice(0, maxDisks)) {
    disks.push(await readDisk(host, name));
  }
  return ok(disks);
}

async function readDisk(host: Host, name: string): Promise<Disk> {
  const read = async (file: string): Promise<string | undefined> => {
    const text = await host.readText(`/sys/block/${name}/${file}`);
    return text.ok ? text.value : undefined;
  };
  const link = await host.readLink(`/sys/block/${name}`);
  return describeDisk({
    name,
    sectors: await read('size'),
    rotational: await read('queue/rotational'),
    removable: await read('removable'),
    model: (await read('device/model')) ?? (await read('device/name')),
    wwid: await read('device/wwid'),
    isUsb: link.ok && link.value.includes('/usb'),
  });
}

async function readVolumes(host: Host): Promise<Fact<Volume[]>> {
  const mounts = await host.readText('/proc/self/mounts');
  if (!mounts.ok) return err(absentReason(mounts.error));
  const volumes: Volume[] = [];
  for (const mount of parseMounts(mounts.value)) {
    const capacity = mount.hasOwnSize ? await host.capacity(mount.path) : undefined;
    volumes.push(
      defined({
        mount: withoutUser(mount.path).slice(0, 256),
        device: mount.device.slice(0, 128),
        fsType: mount.fsType.slice(0, 32),
        sizeBytes: capacity?.ok === true ? capacity.value.sizeBytes : undefined,
        isSystem: mount.path === '/',
      }),
    );
  }
  return ok(volumes);
}
