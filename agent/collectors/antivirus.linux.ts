import type { Facts } from '../../shared/contract/readings.ts';
import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import type { Host } from '../host/host.ts';
import type { AntivirusAnswer } from './antivirus-answers.ts';
import { clamAvName, type LinuxAntivirus, linuxAntivirusProducts } from './antivirus-products.linux.ts';
import { unsupported } from './facts.ts';
import { readRunningPrograms } from './running-programs.linux.ts';
import { clip, defined, wholeNumber } from './text.ts';

type Product = NonNullable<Facts['antivirus']['products']>[number];

/** Signature files, the one that is updated in place first. */
const signatureFiles = ['/var/lib/clamav/daily.cld', '/var/lib/clamav/daily.cvd'];
const answerLimits = { timeoutMs: 4_000, maxBytes: 262_144 };
const headerBytes = 512;
const maxEpochSeconds = 253_402_300_799;
const windowsOnly = { defender: unsupported, hasSecurityCenter: unsupported };

/** Processes are looked at only when a product is installed. None found is an empty list, which is a fact. */
export async function readLinuxAntivirus(context: CollectorContext): Promise<Measured<'antivirus'>> {
  const { host } = context;
  const installed: LinuxAntivirus[] = [];
  let isHidden = false;
  for (const product of linuxAntivirusProducts) {
    const found = await anyExists(host, product.paths);
    if (found === true) installed.push(product);
    isHidden ||= found === 'hidden';
  }
  if (installed.length === 0) return { products: isHidden ? err('denied') : ok([]), ...windowsOnly };
  const running = await readRunningPrograms(host);
  const products: Product[] = [];
  for (const product of installed) {
    const signatures = product.name === clamAvName ? await readSignatures(host) : undefined;
    products.push({ ...describe(product, running), ...signatures, ...(await askProduct(context, product)) });
  }
  return { products: ok(products), ...windowsOnly };
}

/** `hidden`: a folder that may not be looked into could hold one of them. */
async function anyExists(host: Host, paths: readonly string[]): Promise<boolean | 'hidden'> {
  let isHidden = false;
  for (const path of paths) {
    const status = await host.stat(path);
    if (status.ok) return true;
    isHidden ||= status.error !== 'not-found';
  }
  return isHidden && 'hidden';
}

function describe(product: LinuxAntivirus, running: Fact<ReadonlySet<string>>): Product {
  const runs = (program: string | undefined): boolean | undefined =>
    program === undefined || !running.ok ? undefined : running.value.has(program);
  return defined({
    name: product.name,
    isServiceRunning: runs(product.service),
    isOnAccessRunning: runs(product.onAccess),
    isUpdaterRunning: runs(product.updater),
  });
}

/** What its own program says. A product that does not answer is reported with what files and processes show. */
export async function askProduct(
  { host, signal }: CollectorContext,
  { questions = [], parse }: Pick<LinuxAntivirus, 'questions' | 'parse'>,
): Promise<AntivirusAnswer | undefined> {
  const answers: string[] = [];
  for (const [program, ...args] of questions) {
    const answer = await host.runToExit(program, args, { ...answerLimits, signal });
    // Whoever is silent once is not asked again: the section has one deadline.
    if (!answer.ok) break;
    answers.push(answer.value.stdout);
  }
  return answers.length === 0 ? undefined : parse?.(answers.join('\n'));
}

export type Signatures = { readonly signatureVersion?: string; readonly signatureAt?: number };

async function readSignatures(host: Host): Promise<Signatures | undefined> {
  for (const path of signatureFiles) {
    const header = await host.readText(path, { maxBytes: headerBytes, encoding: 'latin1' });
    const signatures = header.ok ? parseClamAvHeader(header.value) : undefined;
    if (signatures !== undefined) return signatures;
  }
  return undefined;
}

/** `ClamAV-VDB:date:version:signatures:level:md5:dsig:builder:unix time`, padded to 512 bytes. */
export function parseClamAvHeader(header: string): Signatures | undefined {
  const fields = header.split(':');
  if (fields[0] !== 'ClamAV-VDB') return undefined;
  const seconds = wholeNumber(clip(fields[8], 20));
  const isTime = seconds !== undefined && seconds > 0 && seconds <= maxEpochSeconds;
  return defined({
    signatureVersion: clip(fields[2], 64),
    signatureAt: isTime ? seconds * 1000 : undefined,
  });
}
