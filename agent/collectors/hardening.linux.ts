import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { absentReason, type Host } from '../host/host.ts';
import { mapFact, readFact, unsupported } from './facts.ts';
import { nothingHardened } from './hardening.none.ts';
import { wholeNumber } from './text.ts';

/** UEFI specification: the variable of the firmware, in the vendor space of UEFI itself; four bytes of attributes before it. */
const secureBootVariable = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c';
const tpm = '/sys/class/tpm';

/** What the firmware tells of Secure Boot and of the security chip. */
export async function readLinuxHardening({ host }: CollectorContext): Promise<Measured<'hardening'>> {
  const chips = await readChips(host);
  return {
    ...nothingHardened,
    secureBootEnabled: await readSecureBoot(host),
    hasTpm: chips,
    tpmSpecVersion: await readTpmVersion(host, chips),
  };
}

/** A machine that started the old way (BIOS) has no such variables: `no-data`, as on Windows. */
async function readSecureBoot(host: Host): Promise<Fact<number>> {
  const variable = await host.readText(secureBootVariable, { maxBytes: 16, encoding: 'latin1' });
  if (!variable.ok) return err(absentReason(variable.error));
  const value = variable.value.charCodeAt(4);
  return value === 0 || value === 1 ? ok(value) : err('no-data');
}

/** The folder is there whenever the kernel can drive such chips; without it nothing is known. */
async function readChips(host: Host): Promise<Fact<boolean>> {
  const names = await host.readDir(tpm);
  return names.ok ? ok(names.value.some((name) => /^tpm\d+$/.test(name))) : err(absentReason(names.error));
}

/** The kernel (since 5.6) gives the major version: 1 is what the specification calls 1.2. */
async function readTpmVersion(host: Host, chips: Fact<boolean>): Promise<Fact<string>> {
  if (!chips.ok || !chips.value) return unsupported;
  const major = await readFact(host, `${tpm}/tpm0/tpm_version_major`, wholeNumber);
  return mapFact(major, (version) => (version === 1 ? '1.2' : version === 2 ? '2.0' : undefined));
}
