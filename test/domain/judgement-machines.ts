import type { Verdict } from '../../shared/domain/finding.ts';
import type { MachineForJudgement } from '../../shared/domain/judgement-rule.ts';
import type { MachineFacts, NetworkFacts } from '../../shared/domain/machine-facts.ts';

export const nowMs = Date.UTC(2026, 10, 22, 3);
const dayMs = 86_400_000;
export const daysAgo = (days: number) => nowMs - days * dayMs;
export const gigabyte = 1024 ** 3;

/** A machine of which nothing is known but what is given. */
export function machine(given: Partial<MachineForJudgement> = {}): MachineForJudgement {
  return {
    role: 'student',
    facts: {},
    absent: {},
    conditions: [],
    chassis: null,
    onDays: null,
    heardAt: nowMs,
    fastestLineMbps: null,
    ...given,
  };
}

export type Case = readonly [verdict: Verdict, given: Partial<MachineForJudgement>];

/** On Windows 10 22H2, with the facts of one more section. */
export const windows = (facts: MachineFacts, more: Partial<MachineForJudgement> = {}) => ({
  ...more,
  facts: {
    ...facts,
    system: {
      platform: 'windows',
      osBuild: '19045',
      osEdition: 'Education',
      installationType: 'Client',
      ...facts.system,
    },
  } as const,
});
export const linux = (facts: MachineFacts, more: Partial<MachineForJudgement> = {}) => ({
  ...more,
  facts: { ...facts, system: { platform: 'linux', ...facts.system } } as const,
});
export const unset = (...facts: readonly string[]) =>
  ({
    hardening: Object.fromEntries(facts.map((fact) => [fact, 'no-data'])),
  }) as MachineForJudgement['absent'];
export const denied = (...facts: readonly string[]) =>
  ({ hardening: Object.fromEntries(facts.map((fact) => [fact, 'denied'])) }) as MachineForJudgement['absent'];
export const product = (productState: number, more: object = {}) => ({
  antivirus: { products: [{ name: 'Product X', productState, ...more }], hasSecurityCenter: true },
});
export const disk = (...disks: readonly object[]) => ({ diskHealth: { disks } });
export const listener = (port: number, isLoopbackOnly = false) => ({
  exposure: { listeners: [{ protocol: 'tcp', port, isLoopbackOnly }] } as const,
});
export const profiles = (...on: readonly (boolean | undefined)[]) => ({
  firewall: { sources: on.map((isEnabled, at) => ({ name: `profile ${at}`, isEnabled })) },
});
/** At a school with a line of 300 Mb/s; ports are wired and up unless said otherwise. */
export const behindFibre = (...interfaces: NonNullable<NetworkFacts['interfaces']>) => ({
  fastestLineMbps: 300,
  facts: {
    network: {
      gatewayInterface: 'gateway',
      interfaces: interfaces.map((one) => ({ kind: 'ethernet', isUp: true, ...one })),
    },
  },
});
export const licence = (status: number, kmsHost?: string) => ({
  system: { licences: [{ application: 'windows' as const, status, kmsHost }] },
});
export const laptop = (facts: MachineFacts) => ({ chassis: 'laptop' as const, facts });
