import type { DeviceRow } from '../../shared/contract/view.ts';
import type { MachinePlan } from '../../shared/domain/item/machine-plan.ts';
import { byCodeUnit } from '../../shared/domain/order.ts';
import type { Text } from '../../shared/text/text.ts';

/** By school code: for which reason how many machines are not counted, the commonest first. */
export type Uncounted = ReadonlyMap<string, ReadonlyMap<string, number>>;

type Reasoned = { readonly schoolCode: string; readonly reason: string };

/**
 * Student machines that are not counted, and machines whose purpose nobody named: they may be some. What is known to be
 * something else needs no excuse.
 */
export function uncountedDevices(devices: Iterable<DeviceRow>): Uncounted {
  const found: Reasoned[] = [];
  for (const { schoolCode, role, reason, countsAsStudentComputer } of devices) {
    const isAsked = role === 'student' || role === 'unknown';
    if (isAsked && !countsAsStudentComputer && reason !== null) found.push({ schoolCode, reason });
  }
  return bySchool(found);
}

/** The same of a plan's machines. */
export function uncountedMachines(machines: readonly MachinePlan[]): Uncounted {
  return bySchool(
    machines.flatMap(({ machine: { schoolCode, role }, verdict: { reason } }) =>
      reason !== null && (role === 'student' || role === 'unknown') ? [{ schoolCode, reason }] : [],
    ),
  );
}

function bySchool(machines: readonly Reasoned[]): Uncounted {
  const schools = new Map<string, Map<string, number>>();
  for (const { schoolCode, reason } of machines) {
    const reasons = schools.get(schoolCode) ?? new Map<string, number>();
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    schools.set(schoolCode, reasons);
  }
  return new Map(
    [...schools].map(([code, reasons]) => [
      code,
      new Map([...reasons].sort(([a, most], [b, least]) => least - most || byCodeUnit(a, b))),
    ]),
  );
}

/** `3 hỏng, 1 chưa rõ mục đích`; empty when every machine is counted. */
export function uncountedText(reasons: ReadonlyMap<string, number> | undefined, text: Text): string {
  return [...(reasons ?? [])]
    .map(([reason, count]) => `${text.number(count)} ${text.say(`reason.${reason}`)}`)
    .join(', ');
}
