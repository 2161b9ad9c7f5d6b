import { readAssignment } from '../assignment.ts';
import { leavingFields } from '../explain.ts';
import { readIdentity } from '../identity.ts';
import { isPersonal } from '../privacy.ts';
import type { CommandContext, CommandResult } from './command.ts';

/** `explain`: every field that can leave this machine, and what its role and school hold back. */
export function runExplain(context: CommandContext, isJson: boolean): Promise<CommandResult> {
  const { text, config, stdout } = context;
  const identity = readIdentity(config.state);
  if (!identity.ok) return Promise.resolve(identity.error);
  const assignment = identity.value === null ? null : readAssignment(config.state, identity.value);
  const fields = leavingFields(assignment).map((field) => ({
    ...field,
    description: text.say(`field.${field.path}`),
  }));
  if (isJson) {
    const { role = null, hostname = null } = assignment ?? {};
    stdout.write(`${JSON.stringify({ role, hostname, fields }, null, 2)}\n`);
    return Promise.resolve(0);
  }
  const policy =
    assignment === null
      ? 'agent.explain.role.unjoined'
      : isPersonal(assignment.role)
        ? 'agent.explain.personal'
        : 'agent.explain.shared';
  stdout.write(`${text.t('agent.explain.title')}\n`);
  if (assignment === null) stdout.write(`${text.t(policy)}\n`);
  else {
    stdout.write(`${text.t('agent.explain.role', { role: assignment.role, policy: text.t(policy) })}\n`);
    stdout.write(`${text.t(`agent.explain.hostname.${assignment.hostname}`)}\n`);
  }
  for (const { path, type, when, isWithheld, description } of fields) {
    const how = isWithheld ? text.t('agent.explain.withheld') : text.t(`agent.explain.when.${when}`);
    stdout.write(`${path} (${type}; ${how}): ${description}\n`);
  }
  stdout.write(`${text.t('agent.explain.beside')}\n`);
  return Promise.resolve(0);
}
