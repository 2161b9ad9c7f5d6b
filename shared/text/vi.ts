import type { TextKey } from './text.ts';
import { agentVi } from './vi/agent.ts';
import { brokerVi } from './vi/broker.ts';
import { commandLineVi } from './vi/command-line.ts';
import { commonVi } from './vi/common.ts';
import { consoleVi } from './vi/console.ts';
import { digestsVi } from './vi/digests.ts';
import { documentsVi } from './vi/documents.ts';
import { exportsVi } from './vi/exports.ts';
import { fieldsVi } from './vi/fields.ts';
import { findingsVi } from './vi/findings.ts';
import { identityVi } from './vi/identity.ts';
import { itemsVi } from './vi/items.ts';
import { lineCommandsVi } from './vi/line-commands.ts';
import { lineFactsVi } from './vi/line-facts.ts';
import { lineFieldsVi } from './vi/line-fields.ts';
import { linesVi } from './vi/lines.ts';
import { outagesVi } from './vi/outages.ts';
import { parseVi } from './vi/parse.ts';
import { planningVi } from './vi/planning.ts';
import { plansVi } from './vi/plans.ts';
import { portableVi } from './vi/portable.ts';
import { problemsVi } from './vi/problems.ts';
import { readinessVi } from './vi/readiness.ts';
import { refusalsVi } from './vi/refusals.ts';
import { registersVi } from './vi/registers.ts';
import { reportsVi } from './vi/reports.ts';
import { roomsVi } from './vi/rooms.ts';
import { securityFieldsVi } from './vi/security-fields.ts';
import { snapshotsVi } from './vi/snapshots.ts';
import { startVi } from './vi/start.ts';

/** Every word a person reads, in Vietnamese: the same keys as English. */
export const vi: Readonly<Record<TextKey, string>> = {
  ...commandLineVi,
  ...commonVi,
  ...problemsVi,
  ...refusalsVi,
  ...agentVi,
  ...brokerVi,
  ...consoleVi,
  ...roomsVi,
  ...findingsVi,
  ...identityVi,
  ...startVi,
  ...parseVi,
  ...portableVi,
  ...fieldsVi,
  ...securityFieldsVi,
  ...lineCommandsVi,
  ...lineFactsVi,
  ...linesVi,
  ...outagesVi,
  ...readinessVi,
  ...digestsVi,
  ...reportsVi,
  ...documentsVi,
  ...exportsVi,
  ...snapshotsVi,
  ...plansVi,
  ...itemsVi,
  ...registersVi,
  ...planningVi,
  ...lineFieldsVi,
};
