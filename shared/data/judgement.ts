import type { JudgementTables } from '../domain/judgement-tables.ts';
import { shippedAntivirusTable } from './antivirus.ts';
import { shippedDiskHealthTable } from './disk-health.ts';
import { shippedDisplayKinds } from './display-kinds.ts';
import { shippedSupportTable } from './end-of-support.ts';
import { shippedKeyServers, shippedRemoteControl, shippedRiskyPorts } from './exposure.ts';
import { shippedFindingRules } from './findings.ts';
import { shippedLineThresholds } from './line-thresholds.ts';
import { shippedThresholds } from './thresholds.ts';
import { shippedUpgradeTable } from './windows-eleven.ts';

/** Every table that findings are judged by. Throws only if a shipped file itself is wrong. */
export function shippedJudgementTables(): JudgementTables {
  return {
    findings: shippedFindingRules(),
    antivirus: shippedAntivirusTable(),
    support: shippedSupportTable(),
    disk: shippedDiskHealthTable(),
    displays: shippedDisplayKinds(),
    upgrade: shippedUpgradeTable(),
    remoteControl: shippedRemoteControl(),
    ports: shippedRiskyPorts(),
    keyServers: shippedKeyServers(),
    thresholds: shippedThresholds(),
    lines: portThresholds(),
  };
}

/** Of the thresholds of lines, those that a machine's findings rest on: another one judges no machine anew. */
function portThresholds(): JudgementTables['lines'] {
  const { slowPortMbps, fastLineMbps } = shippedLineThresholds();
  return { slowPortMbps, fastLineMbps };
}
