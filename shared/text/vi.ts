import type { TextKey } from './text.ts';
import { agentVi } from './vi/agent.ts';
import { brokerVi } from './vi/broker.ts';
import { commonVi } from './vi/common.ts';
import { consoleVi } from './vi/console.ts';
import { digestsVi } from './vi/digests.ts';
import { fieldsVi } from './vi/fields.ts';
import { findingsVi } from './vi/findings.ts';
import { identityVi } from './vi/identity.ts';
import { lineCommandsVi } from './vi/line-commands.ts';
import { lineFieldsVi } from './vi/line-fields.ts';
import { linesVi } from './vi/lines.ts';
import { outagesVi } from './vi/outages.ts';
import { parseVi } from './vi/parse.ts';
import { portableVi } from './vi/portable.ts';
import { readinessVi } from './vi/readiness.ts';
import { roomsVi } from './vi/rooms.ts';
import { securityFieldsVi } from './vi/security-fields.ts';
import { startVi } from './vi/start.ts';

/** Every word a person reads, in Vietnamese: the same keys as English. */
export const vi: Readonly<Record<TextKey, string>> = {
  ...commonVi,
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
  ...linesVi,
  ...outagesVi,
  ...readinessVi,
  ...digestsVi,
  ...lineFieldsVi,
};
