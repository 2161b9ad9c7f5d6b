import { findingCodes, type Judgement, type MachineFindingCode, schoolFindingCodes } from './finding.ts';
import {
  accountWithoutPassword,
  autoLogon,
  guestEnabled,
  manyAdministrators,
  screenLockOff,
} from './judgement-accounts.ts';
import {
  antivirusExpired,
  antivirusLicenceEnding,
  antivirusOff,
  antivirusOutdated,
  antivirusSnoozed,
  antivirusTamperOpen,
} from './judgement-antivirus.ts';
import { clockWrong, copiedKey, frozenDisk, weakIdentity } from './judgement-condition.ts';
import {
  remoteControlTool,
  remoteDesktopOpen,
  remoteDesktopWithoutLoginCheck,
  riskyPort,
  sshWeak,
} from './judgement-exposure.ts';
import { firewallOff } from './judgement-firewall.ts';
import { autorunOn, credentialsExposed, smbOne, uacOff } from './judgement-hardening.ts';
import { networkPortSlow } from './judgement-network.ts';
import type { JudgementFrame, MachineForJudgement, Rule } from './judgement-rule.ts';
import {
  arrayDegraded,
  batteryWorn,
  diskFailing,
  diskFull,
  diskWorn,
  encryptionOff,
  memoryLow,
} from './judgement-storage.ts';
import {
  osForeignActivation,
  osNotActivated,
  osSupportEnding,
  osUnsupported,
  querySlow,
  restartPending,
  secureBootOff,
  secureBootOldCertificates,
  updatesOff,
  updatesStale,
} from './judgement-system.ts';

/** A machine with forty of a kind is shown by some of them. */
const maxEvidence = 8;

/** The rule behind each code. */
const rules: Readonly<Record<MachineFindingCode, Rule>> = {
  'antivirus-off': antivirusOff,
  'antivirus-expired': antivirusExpired,
  'antivirus-snoozed': antivirusSnoozed,
  'antivirus-outdated': antivirusOutdated,
  'antivirus-tamper-open': antivirusTamperOpen,
  'antivirus-licence-ending': antivirusLicenceEnding,
  'os-unsupported': osUnsupported,
  'os-support-ending': osSupportEnding,
  'os-not-activated': osNotActivated,
  'os-foreign-activation': osForeignActivation,
  'updates-off': updatesOff,
  'updates-stale': updatesStale,
  'restart-pending': restartPending,
  'firewall-off': firewallOff,
  'disk-failing': diskFailing,
  'disk-worn': diskWorn,
  'array-degraded': arrayDegraded,
  'disk-full': diskFull,
  'memory-low': memoryLow,
  'battery-worn': batteryWorn,
  'frozen-disk': frozenDisk,
  'clock-wrong': clockWrong,
  'copied-key': copiedKey,
  'weak-identity': weakIdentity,
  'query-slow': querySlow,
  'network-port-slow': networkPortSlow,
  'encryption-off': encryptionOff,
  'secure-boot-off': secureBootOff,
  'secure-boot-old-certificates': secureBootOldCertificates,
  'uac-off': uacOff,
  'credentials-exposed': credentialsExposed,
  'smb-one': smbOne,
  'remote-desktop-open': remoteDesktopOpen,
  'remote-desktop-without-login-check': remoteDesktopWithoutLoginCheck,
  'remote-control-tool': remoteControlTool,
  'risky-port': riskyPort,
  'ssh-weak': sshWeak,
  'guest-enabled': guestEnabled,
  'auto-logon': autoLogon,
  'account-without-password': accountWithoutPassword,
  'many-administrators': manyAdministrators,
  'autorun-on': autorunOn,
  'screen-lock-off': screenLockOff,
};

/** Codes that `judgeFindings` answers for, in the order of `findingCodes`. */
export const machineFindingCodes: readonly MachineFindingCode[] = findingCodes.filter(
  (code): code is MachineFindingCode => !schoolFindingCodes.some((other) => other === code),
);

/**
 * Everything that the rules say of one machine: one judgement for each code but those of `schoolFindingCodes`, in the order
 * of `findingCodes`. Pure; unknown facts give `unknown`, which neither opens nor fixes a finding.
 */
export function judgeFindings(machine: MachineForJudgement, frame: JudgementFrame): readonly Judgement[] {
  const rulings = new Map(machineFindingCodes.map((code) => [code, rules[code](machine, frame)] as const));
  return machineFindingCodes.map((code) => {
    const ruling = rulings.get(code) ?? { verdict: 'unknown' as const };
    const { severity, onServer } = frame.tables.findings[code];
    const usual = machine.role === 'server' ? (onServer ?? severity) : severity;
    if (ruling.verdict !== 'found') {
      return { code, verdict: ruling.verdict, severity: usual, evidence: [], explainedBy: null };
    }
    const cause = ruling.causes?.find((one) => isFound(rulings.get(one)));
    return {
      code,
      verdict: 'found',
      severity: ruling.severity ?? usual,
      evidence: ruling.evidence.slice(0, maxEvidence),
      explainedBy: cause ?? null,
    };
  });
}

function isFound(ruling: ReturnType<Rule> | undefined): boolean {
  return ruling?.verdict === 'found';
}
