import { expect, it } from 'vitest';
import { noFacts, withReading } from '../../../broker/fleet/facts.ts';
import type { Reading } from '../../../shared/contract/readings.ts';
import { chassisForms, hashOf } from './fleet-rig.ts';

const hardware = (facts: object) =>
  withReading(
    noFacts,
    { section: 'hardware', facts, hash: hashOf(facts) } as unknown as Reading,
    chassisForms,
  ).hardware;

it.each([
  [3, 'desktop'],
  [35, 'desktop'],
  [10, 'laptop'],
  [23, 'server'],
  [30, 'tablet'],
  // With the flag of a chassis lock.
  [0x80 | 3, 'desktop'],
  [1, null],
  [2, null],
  [99, null],
  [undefined, null],
])('reads chassis type %s as %s', (chassisType, form) => {
  expect(hardware({ chassisType }).chassis).toBe(form);
});

it('tells a virtual machine from bare metal and from what is not known', () => {
  expect(['kvm', 'none', undefined].map((hypervisor) => hardware({ hypervisor }).isVirtual)).toEqual([
    true,
    false,
    null,
  ]);
});
