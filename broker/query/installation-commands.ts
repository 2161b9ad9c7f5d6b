import { isAbsolute } from 'node:path';
import { ok } from '../../shared/domain/result.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';
import type { Backup } from '../backup.ts';
import type { Announcements } from '../enrol/announcements.ts';
import type { Rollover } from '../enrol/rollover.ts';
import { createTurn } from '../enrol/turn.ts';
import type { Handlers } from './handler.ts';

export type InstallationCommandKind =
  | 'authorityStatus'
  | 'authorityChange'
  | 'backupCreate'
  | 'addressesSet'
  | 'addressesShow';

/** Commands about the installation itself. One at a time: a copy never sees half a change of authorities. */
export function createInstallationCommands(deps: {
  readonly rollover: Rollover;
  readonly announcements: Announcements;
  readonly backup: Backup;
}): Pick<Handlers, InstallationCommandKind> {
  const { rollover, announcements, backup } = deps;
  const inTurn = createTurn();
  return {
    authorityStatus: async () => ok([await rollover.state()]),
    authorityChange: ({ step, force }) =>
      inTurn(async () => {
        const done = await (step === 'finish' ? rollover.finish({ force }) : rollover[step]());
        return done.ok ? ok([done.value]) : done;
      }),
    backupCreate: ({ folder, authorityOnly }) =>
      inTurn(async () => {
        if (!isAbsolute(folder)) return wrongValue('folder', 'not-absolute');
        const made = await backup(folder, { authorityOnly });
        return made.ok ? ok([{ folder, sizeBytes: made.value.sizeBytes }]) : made;
      }),
    addressesSet: ({ addresses }) =>
      inTurn(async () => ok([{ orders: await announcements.announce(addresses) }])),
    addressesShow: async () =>
      ok([
        {
          addresses: [...announcements.own],
          movingTo: announcements.movingTo()?.slice() ?? null,
          waiting: await announcements.waiting(),
        },
      ]),
  };
}
