import { z } from 'zod';
import { readRegistry } from '../collectors/windows/registry.ts';
import type { Host } from './host.ts';
import { runPowerShell } from './powershell.ts';

/** What the drivers of disks found since this start of Windows: the serial number that the disk itself gave. */
const devices = 'HKLM\\HARDWARE\\DEVICEMAP\\Scsi';
const disk = 'DiskPeripheral';

const bootScript = [
  "$ErrorActionPreference='Stop'",
  "$ProgressPreference='SilentlyContinue'",
  "$d=@(Get-CimInstance -Namespace 'root/Microsoft/Windows/Storage' -ClassName 'MSFT_Disk' -Property @('SerialNumber','IsBoot') -OperationTimeoutSec 20|Where-Object{$_.IsBoot}|ForEach-Object{[string]$_.SerialNumber})",
  "'<<'+(ConvertTo-Json -InputObject $d -Compress)+'>>'",
].join(';');
const bootSerials = z.array(z.string().max(200)).max(16);

/**
 * Serial number of the disk that Windows started from. It is always the registry's own spelling, so that it does not depend on
 * how many disks are there: with one disk no PowerShell is started, with several it only says which of them it is.
 */
export async function readWindowsSystemDiskSerial(host: Host): Promise<string | undefined> {
  const keys = await readRegistry(host, devices, { recursive: true });
  const found = [...(keys.ok ? keys.value.values() : [])].filter(
    (values) => values.get('type')?.data === disk,
  );
  const serials = found.map((values) => String(values.get('serialnumber')?.data ?? '').trim());
  if (serials.length <= 1) return serials[0] === '' ? undefined : serials[0];
  const boot = new Set((await readBootSerials(host)).map(plain));
  const matching = new Set(serials.filter((serial) => plain(serial) !== '' && boot.has(plain(serial))));
  // A mirror starts from several disks: the first by its spelling, at every start.
  return [...matching].sort()[0];
}

async function readBootSerials(host: Host): Promise<string[]> {
  const run = await runPowerShell(host, bootScript);
  const answer = run.ok ? /<<(.*)>>/.exec(run.value.text)?.[1] : undefined;
  try {
    const serials = bootSerials.safeParse(JSON.parse(answer ?? '[]'));
    return serials.success ? serials.data : [];
  } catch {
    return [];
  }
}

/** Both spell the same number with other spaces and marks around it. */
function plain(serial: string): string {
  return serial.replace(/[^0-9a-z]/gi, '').toLowerCase();
}
