import type { AntivirusTable } from './antivirus-facts.ts';
import { clear, found, type MachineForJudgement, type Rule, raw, unknown } from './judgement-rule.ts';
import type { FirewallFacts } from './machine-facts.ts';
import { decodeProductState } from './product-state.ts';

type Source = NonNullable<FirewallFacts['sources']>[number];

/** Start value of a service that is disabled. */
const disabled = 4;

/**
 * On Windows every profile and the service below them must be on, unless Security Center knows another firewall that is:
 * one that is switched on stands for all. Elsewhere one of the firewalls is enough.
 */
export const firewallOff: Rule = (machine, frame) => {
  const { sources } = machine.facts.firewall ?? {};
  const products = sources?.filter(({ productState }) => productState !== undefined) ?? [];
  if (products.some((product) => isProductOn(product, frame.tables.antivirus))) return clear;
  const own = sources?.filter(({ productState }) => productState === undefined);
  return machine.facts.system?.platform === 'windows' ? windows(machine, own) : others(own);
};

function windows(machine: MachineForJudgement, profiles: readonly Source[] | undefined) {
  const { isServiceRunning, serviceStart } = machine.facts.firewall ?? {};
  // Where other firewalls could not be asked, one of them may be on.
  if (profiles === undefined) return unknown;
  if (serviceStart === disabled) return found([raw('firewall.serviceStart', serviceStart)]);
  if (isServiceRunning === false) return found([raw('firewall.isServiceRunning', false)]);
  if (profiles.length === 0) return unknown;
  const [first, ...more] = profiles
    .filter((profile) => isOn(profile) === false)
    .map(({ name }) => raw('firewall.sources[].isEnabled', `${name}: false`));
  if (first !== undefined) {
    return found([first, ...more], more.length + 1 < profiles.length ? { severity: 'medium' } : {});
  }
  return profiles.every((profile) => isOn(profile) === true) ? clear : unknown;
}

/** A source that says neither may be on. */
function others(sources: readonly Source[] | undefined) {
  if (sources === undefined || sources.length === 0) return unknown;
  if (sources.some((source) => isOn(source) === true)) return clear;
  if (sources.some((source) => isOn(source) === undefined)) return unknown;
  const [first, ...more] = sources.map(({ name }) => raw('firewall.sources[].isEnabled', `${name}: false`));
  return first === undefined ? unknown : found([first, ...more]);
}

/** A policy overrules the switch. */
function isOn({ isEnabledByPolicy, isEnabled }: Source): boolean | undefined {
  return isEnabledByPolicy ?? isEnabled;
}

function isProductOn({ productState }: Source, table: AntivirusTable): boolean {
  return productState !== undefined && decodeProductState(productState, table).state === 'on';
}
