import type { AntivirusFrame, DefenderStatus } from './antivirus-facts.ts';
import { dateOf, type ProductJudgement, ruleOf, signatureAge } from './antivirus-product.ts';
import type { AntivirusState } from './device.ts';
import type { Evidence } from './finding.ts';

const dayMs = 86_400_000;

/**
 * Microsoft Defender by MSFT_MpComputerStatus. Beside another product it runs passively or not at all: then it does not
 * protect in real time (`off`), whatever its switches say. Without signatures ("never updated", 65535 days) a running one
 * is `outdated`: it is on, and knows nothing.
 */
export function judgeDefender(name: string, status: DefenderStatus, frame: AntivirusFrame): ProductJudgement {
  return { product: name, state: stateOf(name, status, frame), evidence: evidenceOf(status) };
}

function stateOf(name: string, status: DefenderStatus, frame: AntivirusFrame): AntivirusState {
  const mode = modeOf(status, frame);
  if (mode === 'passive' || mode === 'not-running') return 'off';
  const switches = [status.isServiceEnabled, status.isAntivirusEnabled, status.isRealTimeEnabled];
  if (switches.includes(false)) return 'off';
  const isOn = mode === 'active' || (status.isAntivirusEnabled === true && status.isRealTimeEnabled === true);
  if (!isOn) return 'unknown';
  const age = ageOf(name, status, frame);
  if (age === 'unknown') return 'unknown';
  return age === 'old' ? 'outdated' : 'on';
}

/** A mode that the table does not know is no proof; older systems name none. */
function modeOf({ runningMode }: DefenderStatus, { table }: AntivirusFrame) {
  return runningMode === undefined ? undefined : table.runningModes.get(runningMode.trim().toLowerCase());
}

function ageOf(name: string, status: DefenderStatus, frame: AntivirusFrame) {
  const { signatureAgeDays: days, signatureAt } = status;
  if (days !== undefined && frame.table.neverUpdatedAges.includes(days)) return 'old';
  const at = signatureAt ?? (days === undefined ? undefined : frame.asOfMs - days * dayMs);
  return signatureAge(at, ruleOf(name, frame.table).maxSignatureAgeDays, frame);
}

function evidenceOf(status: DefenderStatus): Evidence[] {
  const says = (fact: keyof DefenderStatus, value = status[fact]?.toString()): Evidence[] =>
    value === undefined ? [] : [{ fact: `antivirus.defender.${fact}`, value }];
  return [
    ...says('runningMode'),
    ...says('isServiceEnabled'),
    ...says('isAntivirusEnabled'),
    ...says('isRealTimeEnabled'),
    ...says('signatureAgeDays'),
    ...says('signatureAt', status.signatureAt === undefined ? undefined : dateOf(status.signatureAt)),
  ];
}
