import { agentEn } from './en/agent.ts';
import { brokerEn } from './en/broker.ts';
import { commandLineEn } from './en/command-line.ts';
import { commonEn } from './en/common.ts';
import { consoleEn } from './en/console.ts';
import { digestsEn } from './en/digests.ts';
import { documentsEn } from './en/documents.ts';
import { exportsEn } from './en/exports.ts';
import { fieldsEn } from './en/fields.ts';
import { findingsEn } from './en/findings.ts';
import { identityEn } from './en/identity.ts';
import { itemsEn } from './en/items.ts';
import { lineCommandsEn } from './en/line-commands.ts';
import { lineFactsEn } from './en/line-facts.ts';
import { lineFieldsEn } from './en/line-fields.ts';
import { linesEn } from './en/lines.ts';
import { outagesEn } from './en/outages.ts';
import { parseEn } from './en/parse.ts';
import { planningEn } from './en/planning.ts';
import { plansEn } from './en/plans.ts';
import { portableEn } from './en/portable.ts';
import { problemsEn } from './en/problems.ts';
import { readinessEn } from './en/readiness.ts';
import { refusalsEn } from './en/refusals.ts';
import { registersEn } from './en/registers.ts';
import { reportsEn } from './en/reports.ts';
import { roomsEn } from './en/rooms.ts';
import { securityFieldsEn } from './en/security-fields.ts';
import { snapshotsEn } from './en/snapshots.ts';
import { startEn } from './en/start.ts';

/** Every word a person reads, in English. */
export const en = {
  ...commandLineEn,
  ...commonEn,
  ...problemsEn,
  ...refusalsEn,
  ...agentEn,
  ...brokerEn,
  ...consoleEn,
  ...roomsEn,
  ...findingsEn,
  ...identityEn,
  ...startEn,
  ...parseEn,
  ...portableEn,
  ...fieldsEn,
  ...securityFieldsEn,
  ...lineCommandsEn,
  ...lineFactsEn,
  ...linesEn,
  ...outagesEn,
  ...readinessEn,
  ...digestsEn,
  ...reportsEn,
  ...documentsEn,
  ...exportsEn,
  ...snapshotsEn,
  ...plansEn,
  ...itemsEn,
  ...registersEn,
  ...planningEn,
  ...lineFieldsEn,
} as const;
