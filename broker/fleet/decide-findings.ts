import type { FindingDecision, FindingRecord } from '../store/finding-port.ts';
import { type FindingsState, holdDevice } from './findings-state.ts';

/** Writes a person's word on findings that are open by now, and shows it. Returns how many these were. */
export async function decideOn(
  state: FindingsState,
  findings: readonly FindingRecord[],
  decision: FindingDecision,
): Promise<number> {
  const ids = new Set(findings.map(({ id }) => id));
  const deviceIds = [...new Set(findings.flatMap(({ deviceId }) => deviceId ?? []))].filter((id) =>
    state.devices.has(id),
  );
  const schoolCodes = [...new Set(findings.flatMap(({ schoolCode }) => schoolCode ?? []))];
  const isMeant = ({ id }: FindingRecord): boolean => ids.has(id);
  const open = [
    ...deviceIds.flatMap((deviceId) => state.devices.get(deviceId)?.open.filter(isMeant) ?? []),
    ...schoolCodes.flatMap((code) => state.schools.get(code)?.filter(isMeant) ?? []),
  ];
  if (open.length === 0) return 0;
  await state.store.decideFindings(
    open.map(({ id }) => id),
    decision,
  );
  const decided = (list: readonly FindingRecord[]): FindingRecord[] =>
    list.map((finding) => (isMeant(finding) ? { ...finding, decision } : finding));
  for (const deviceId of deviceIds) {
    const judged = state.devices.get(deviceId);
    if (judged !== undefined) holdDevice(state, deviceId, { ...judged, open: decided(judged.open) });
  }
  for (const code of schoolCodes) state.schools.set(code, decided(state.schools.get(code) ?? []));
  return open.length;
}
