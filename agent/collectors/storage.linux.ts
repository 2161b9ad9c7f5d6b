import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { absentReason, type Host } from '../host/host.ts';
import { readArrays } from './arrays.linux.ts';
import { type Disk, describeDisk, isDisk } from './disks.linux.ts';
import { createStackReader } from './encryption.linux.ts';
import { deviceWithoutNames, parseMounts, type Volume, withoutUser } from './mounts.linux.ts';
import { defined } from './text.ts';

const maxDisks = 64;

/** From /sys and /proc: no process is started, and no disk is woken. */
export async function readLinuxStorage(context: CollectorContext): Promise<Measured<'storage'>> {
  const { host } = context;
  return {
    disks: await readDisks(host),
    volumes: await readVolumes(host),
    arrays: await readArrays(context),
  };
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
  const read = async (path: string): Promise<string | undefined> => {
    const text = await host.readText(path);
    return text.ok ? text.value : undefined;
  };
  const own = (file: string): Promise<string | undefined> => read(`/sys/block/${name}/${file}`);
  const number = (await own('dev'))?.trim() ?? '';
  const link = await host.readLink(`/sys/block/${name}`);
  return describeDisk({
    name,
    sectors: await own('size'),
    rotational: await own('queue/rotational'),
    removable: await own('removable'),
    model: (await own('device/model')) ?? (await own('device/name')),
    wwid: await own('device/wwid'),
    serial: (await own('serial')) ?? (await own('device/serial')),
    serialPage: await own('device/vpd_pg80'),
    revision: (await own('device/firmware_rev')) ?? (await own('device/fwrev')) ?? (await own('device/rev')),
    link: link.ok ? link.value : '',
    udev: /^\d+:\d+$/.test(number) ? await read(`/run/udev/data/b${number}`) : undefined,
  });
}

async function readVolumes(host: Host): Promise<Fact<Volume[]>> {
  const mounts = await host.readText('/proc/self/mounts');
  if (!mounts.ok) return err(absentReason(mounts.error));
  const stack = createStackReader(host);
  const volumes: Volume[] = [];
  for (const mount of parseMounts(mounts.value)) {
    const capacity = mount.hasOwnSize ? await host.capacity(mount.path) : undefined;
    volumes.push(
      defined({
        mount: withoutUser(mount.path).slice(0, 256),
        device: deviceWithoutNames(mount).slice(0, 128),
        fsType: mount.fsType.slice(0, 32),
        sizeBytes: capacity?.ok === true ? capacity.value.sizeBytes : undefined,
        isSystem: mount.path === '/',
        isEncrypted: await stack.isEncrypted(mount.device),
      }),
    );
  }
  return ok(volumes);
}
