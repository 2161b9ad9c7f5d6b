import { err, ok } from '../../shared/domain/result.ts';
import type { Fact } from '../collector.ts';
import { absentReason, type Host } from '../host/host.ts';
import { unsupported } from './facts.ts';

const maxLineLength = 1_024;

type LoginScreen = {
  readonly files: readonly string[];
  /** Drop-ins, read after the files. */
  readonly folders: readonly string[];
  /** Whether the settings, by section and key in lower case, log somebody in. */
  readonly logsIn: (settings: ReadonlyMap<string, string>) => boolean;
};

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

/** Custom configuration of GDM, lightdm.conf of LightDM, sddm.conf(5). */
const loginScreens: readonly LoginScreen[] = [
  {
    files: ['/etc/gdm3/custom.conf', '/etc/gdm3/daemon.conf', '/etc/gdm/custom.conf'],
    folders: [],
    logsIn: (settings) => /^(true|1|yes)$/i.test(settings.get('daemon/automaticloginenable') ?? ''),
  },
  {
    files: ['/etc/lightdm/lightdm.conf'],
    folders: ['/etc/lightdm/lightdm.conf.d'],
    logsIn: (settings) =>
      [...settings].some(([key, value]) => /^seat[^/]*\/autologin-user$/.test(key) && isSet(value)),
  },
  {
    files: ['/etc/sddm.conf'],
    folders: ['/etc/sddm.conf.d'],
    logsIn: (settings) => isSet(settings.get('autologin/user')),
  },
];

/** Whether a login screen lets somebody in by itself: yes or no, never who. Without a login screen it is unsupported. */
export async function readAutoLogon(host: Host): Promise<Fact<boolean>> {
  let isThere = false;
  for (const screen of loginScreens) {
    const settings = await readSettings(host, screen);
    if (!settings.ok) return settings;
    if (screen.logsIn(settings.value)) return ok(true);
    isThere ||= settings.value.size > 0;
  }
  return isThere ? ok(false) : unsupported;
}

async function readSettings(
  host: Host,
  { files, folders }: LoginScreen,
): Promise<Fact<ReadonlyMap<string, string>>> {
  const settings = new Map<string, string>();
  for (const path of [...files, ...(await dropIns(host, folders))]) {
    const text = await host.readText(path);
    if (!text.ok && text.error !== 'not-found') return err(absentReason(text.error));
    // A file with nothing set in it shows that there is such a screen, too.
    for (const [key, value] of text.ok ? [['/', ''] as const, ...parseIni(text.value)] : [])
      settings.set(key, value);
  }
  return ok(settings);
}

async function dropIns(host: Host, folders: readonly string[]): Promise<string[]> {
  const paths: string[] = [];
  for (const folder of folders) {
    const names = await host.readDir(folder);
    for (const name of names.ok ? names.value : [])
      if (name.endsWith('.conf')) paths.push(`${folder}/${name}`);
  }
  return paths;
}

/** `section/key` in lower case → value; the last one counts. */
function parseIni(text: string): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  let section = '';
  for (const whole of text.split('\n')) {
    const line = whole.slice(0, maxLineLength);
    const header = /^\s*\[([^\]]{1,64})\]/.exec(line)?.[1];
    if (header !== undefined) section = header.toLowerCase();
    const [, key, value] = /^\s*([A-Za-z][\w.-]{0,63})\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) settings.set(`${section}/${key.toLowerCase()}`, value);
  }
  return settings;
}
