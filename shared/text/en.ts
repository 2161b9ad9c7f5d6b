import { agentEn } from './en/agent.ts';
import { brokerEn } from './en/broker.ts';
import { commonEn } from './en/common.ts';
import { consoleEn } from './en/console.ts';
import { digestsEn } from './en/digests.ts';
import { fieldsEn } from './en/fields.ts';
import { findingsEn } from './en/findings.ts';
import { identityEn } from './en/identity.ts';
import { lineCommandsEn } from './en/line-commands.ts';
import { lineFieldsEn } from './en/line-fields.ts';
import { linesEn } from './en/lines.ts';
import { outagesEn } from './en/outages.ts';
import { parseEn } from './en/parse.ts';
import { portableEn } from './en/portable.ts';
import { readinessEn } from './en/readiness.ts';
import { roomsEn } from './en/rooms.ts';
import { securityFieldsEn } from './en/security-fields.ts';
import { startEn } from './en/start.ts';

/** Every word a person reads, in English. */
export const en = {
  ...commonEn,
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
  ...linesEn,
  ...outagesEn,
  ...readinessEn,
  ...digestsEn,
  ...lineFieldsEn,
} as const;
