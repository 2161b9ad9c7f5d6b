import { z } from 'zod';
import type { Facts } from '../../shared/contract/readings.ts';
import { ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { mapFact, noData } from './facts.ts';
import { defined } from './text.ts';
import { cimText, readRows } from './windows/cim-values.ts';
import { cimDword } from './windows/dword.ts';
import type { RegistryKeys } from './windows/registry.ts';
import { askRegistry, numberAt } from './windows/registry-facts.ts';
import { readServices } from './windows/services.ts';

type Source = NonNullable<Facts['firewall']['sources']>[number];

const services = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';
const profiles = `${services}\\SharedAccess\\Parameters\\FirewallPolicy`;
const policies = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall';

/** The private profile is called standard where it is stored, and either way where a policy sets it. */
const windowsProfiles = [
  { name: 'domain', key: 'DomainProfile', policyKeys: ['DomainProfile'] },
  { name: 'private', key: 'StandardProfile', policyKeys: ['PrivateProfile', 'StandardProfile'] },
  { name: 'public', key: 'PublicProfile', policyKeys: ['PublicProfile'] },
] as const;

/**
 * Windows' own firewall, profile by profile (names `domain`, `private`, `public`), with what a policy overrules, then the firewalls
 * that Security Center knows. No profile holds without the service MpsSvc.
 */
export async function readWindowsFirewall(context: CollectorContext): Promise<Measured<'firewall'>> {
  const service = await askRegistry(context, `${services}\\MpsSvc`);
  const running = mapFact(
    readServices(context),
    (all) => all.find(({ name }) => name.toLowerCase() === 'mpssvc')?.isRunning,
  );
  return {
    sources: await readSources(context),
    serviceStart: mapFact(numberAt(service, `${services}\\MpsSvc`, 'Start'), (start) =>
      start <= 255 ? start : undefined,
    ),
    isServiceRunning: running,
  };
}

/** All three or none: one that could not be read is named without a state, for it may be off. */
async function readSources(context: CollectorContext): Promise<Fact<Source[]>> {
  const policy = await askRegistry(context, policies, { recursive: true });
  const own: Source[] = [];
  const read: Fact<RegistryKeys>[] = [];
  for (const { name, key, policyKeys } of windowsProfiles) {
    const profile = await askRegistry(context, `${profiles}\\${key}`);
    read.push(profile);
    const isEnabledByPolicy = policyKeys
      .map((each) => switchAt(policy, `${policies}\\${each}`))
      .find((each) => each !== undefined);
    own.push(defined({ name, isEnabled: switchAt(profile, `${profiles}\\${key}`), isEnabledByPolicy }));
  }
  const isKnown =
    read.some(({ ok: isRead }) => isRead) || own.some(({ isEnabledByPolicy: by }) => by !== undefined);
  // Firewalls of others alone would say that Windows has none.
  if (!isKnown) return read.find((profile) => !profile.ok) ?? noData;
  const others = readOthers(context.windows('firewallProducts'));
  if (others.ok) return ok([...own, ...others.value].slice(0, 16));
  // A profile may be off because another firewall is on: whoever cannot be asked leaves it open.
  const isOn = own.every((source) => (source.isEnabledByPolicy ?? source.isEnabled) === true);
  return isOn ? ok(own) : others;
}

/** 0 is off, 1 is on; anything else, or nothing, proves neither. */
function switchAt(keys: Fact<RegistryKeys>, key: string): boolean | undefined {
  const value = numberAt(keys, key, 'EnableFirewall');
  if (!value.ok || value.value > 1) return undefined;
  return value.value === 1;
}

const otherRow = z.object({ displayName: cimText(64), productState: cimDword });

function readOthers(answer: Fact<readonly unknown[]>): Fact<Source[]> {
  return mapFact(readRows(answer, otherRow, 16), (rows) =>
    rows.flatMap(({ displayName, productState }) =>
      displayName === undefined || productState === undefined ? [] : [{ name: displayName, productState }],
    ),
  );
}
