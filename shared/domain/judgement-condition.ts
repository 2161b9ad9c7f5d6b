import type { DeviceCondition } from './device.ts';
import { clear, found, type Rule, raw } from './judgement-rule.ts';

/** What the broker itself holds against a machine: always known. */
function holds(...conditions: readonly DeviceCondition[]): Rule {
  return (machine) => {
    const [first, ...others] = conditions
      .filter((condition) => machine.conditions.includes(condition))
      .map((condition) => raw('conditions[]', condition));
    return first === undefined ? clear : found([first, ...others]);
  };
}

export const frozenDisk = holds('frozen');
export const clockWrong = holds('clock-wrong');
export const copiedKey = holds('clone', 'shared-key');
export const weakIdentity = holds('weak-identity');
