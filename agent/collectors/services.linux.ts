import { err, ok } from '../../shared/domain/result.ts';
import type { Fact } from '../collector.ts';
import { absentReason, type Host } from '../host/host.ts';
import { unsupported } from './facts.ts';

const unitFolder = '/etc/systemd/system';
const scriptFolders = ['/etc/rc3.d', '/etc/rc.d/rc3.d'];
const enabledUnit = /^([\w:.\\-]+@?)[^/]*\.service$/;
const startScript = /^S\d\d([\w.-]+)$/;
const maxServices = 600;
const maxNameLength = 64;

/**
 * Services that start by themselves: units that `systemctl enable` linked to a target, and start scripts of the runlevel
 * with network. What stands behind the `@` of an instance may name a person, and stays.
 */
export async function readAutoStartServices(host: Host): Promise<Fact<string[]>> {
  const folders = await host.readDir(unitFolder);
  if (!folders.ok && folders.error !== 'not-found') return err(absentReason(folders.error));
  const names = new Set<string>();
  for (const folder of (folders.ok ? folders.value : []).filter((each) => each.endsWith('.wants'))) {
    await addNames(host, names, `${unitFolder}/${folder}`, enabledUnit);
  }
  let hasScripts = false;
  for (const folder of scriptFolders) {
    hasScripts = (await addNames(host, names, folder, startScript)) || hasScripts;
  }
  return folders.ok || hasScripts ? ok([...names].sort().slice(0, maxServices)) : unsupported;
}

/** Adds what the pattern names of each file in a folder; false without such a folder. */
async function addNames(host: Host, names: Set<string>, folder: string, pattern: RegExp): Promise<boolean> {
  const files = await host.readDir(folder);
  for (const file of files.ok ? files.value : []) {
    const name = pattern.exec(file)?.[1];
    if (name !== undefined) names.add(name.slice(0, maxNameLength));
  }
  return files.ok;
}
