import { z } from 'zod';
import { isCommonName } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import { checkValue } from '../../shared/runtime/problem.ts';
import { buildTree, downwards } from '../fleet/unit-tree.ts';
import { type Installation, openInstallation } from '../installation.ts';
import { type AclSubject, aclLines, aclTargets, listenerLines } from '../transport/acl.ts';
import { type CliContext, print } from './context.ts';
import type { CommandLine, Options, Outcome } from './program.ts';
import { dataFolderOf } from './send.ts';

const workerName = z.string().refine((cn) => cn.startsWith('b-') && isCommonName(cn), 'not-worker-id');
const aclFlags = z.object({ for: z.enum(aclTargets), worker: z.array(workerName).max(256).default([]) });

/** `acl --for BROKER`. */
export function addAclCommand(line: CommandLine, context: CliContext): void {
  const { text } = context;
  const command = line
    .add(line.root, 'acl', text.t('broker.cli.acl'))
    .option('--data <DIR>', text.t('broker.cli.data'))
    .option('--for <BROKER>', text.t('broker.cli.acl.for', { brokers: aclTargets.join(' | ') }))
    .option('--worker <CN>', text.t('broker.cli.acl.worker'), (cn: string, workers: string[] = []) => [
      ...workers,
      cn,
    ]);
  line.onRun(command, (_args, options) => printAcl(context, options));
}

/** Reads what is there, also beside a running broker: the lines hold until somebody joins, is revoked or is granted more. */
async function printAcl(context: CliContext, options: Options): Promise<Outcome> {
  const flags = readFlags(options);
  if (!flags.ok) return flags;
  const folder = dataFolderOf(context, options);
  if (!folder.ok) return folder;
  const opened = await openInstallation(context, folder.value);
  if (!opened.ok) return opened;
  const { store, settings } = opened.value;
  try {
    const { for: target, worker } = flags.value;
    const comment = target === 'mosquitto' ? '#' : '%%';
    const subjects = await subjectsOf(opened.value);
    const count = { count: subjects.length };
    for (const words of [context.text.t('broker.acl.about', count), context.text.t('broker.acl.listener')])
      print(context, `${comment} ${words}`);
    for (const setting of listenerLines(target, settings.mqttPort)) print(context, `${comment}   ${setting}`);
    for (const acl of aclLines(target, subjects, worker)) print(context, acl);
    return ok(0);
  } finally {
    store.close();
  }
}

function readFlags(options: Options): Result<z.output<typeof aclFlags>, AppError> {
  const checked = checkValue(aclFlags, options);
  return checked.ok ? checked : err(appError('SD-VALUE', checked.error));
}

/** Machines and people with a certificate that is accepted now. */
async function subjectsOf({
  store,
  authority,
}: Pick<Installation, 'store' | 'authority'>): Promise<readonly AclSubject[]> {
  const tree = buildTree(await store.units(), []);
  const certified = new Set(
    (await store.certificates())
      .filter(({ revokedAt, caSha256 }) => revokedAt === null && authority.trusts(caSha256))
      .map(({ cn }) => cn),
  );
  const machines = (await store.devices()).map(
    ({ deviceId: cn }): AclSubject => ({
      identity: { kind: 'device', cn },
      unitIds: [],
    }),
  );
  const people = (await store.users())
    .filter(({ revokedAt }) => revokedAt === null)
    .map(({ userId: cn, role, unitId }): AclSubject => {
      const grant = tree.nodes.get(unitId);
      const unitIds = grant === undefined ? [] : [...downwards(grant)].map(({ unit }) => unit.unitId).sort();
      return { identity: { kind: 'user', cn, role, unitId }, unitIds };
    });
  return [...machines, ...people].filter(({ identity }) => certified.has(identity.cn));
}
