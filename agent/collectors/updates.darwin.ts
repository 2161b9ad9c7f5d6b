import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Measured } from '../collector.ts';
import { absentReason } from '../host/host.ts';
import { firstKnown, mapFact, unsupported } from './facts.ts';
import { plistFlag, plistNumber, readPlist } from './plist.darwin.ts';

const settingsFile = '/Library/Preferences/com.apple.SoftwareUpdate.plist';
const historyFile = '/Library/Receipts/InstallHistory.plist';

/** What the updater wrote down; `softwareupdate --list` would ask Apple's servers, and takes minutes. */
export async function readDarwinUpdates(context: CollectorContext): Promise<Measured<'updates'>> {
  const settings = await readPlist(context, settingsFile);
  const history = await context.host.stat(historyFile);
  const number = (key: string) => mapFact(settings, (text) => plistNumber(text, key));
  return {
    isRebootPending: unsupported,
    isAutomatic: mapFact(settings, (text) => plistFlag(text, 'AutomaticallyInstallMacOSUpdates')),
    lastCheckedAt: firstKnown([number('LastSuccessfulDate'), number('LastFullSuccessfulDate')]),
    lastInstalledAt:
      history.ok && history.value.modifiedAt >= 0
        ? ok(history.value.modifiedAt)
        : err(history.ok ? 'no-data' : absentReason(history.error)),
    pendingCount: number('LastRecommendedUpdatesAvailable'),
    pendingSecurityCount: unsupported,
    noAutoUpdate: unsupported,
    serviceStart: unsupported,
  };
}
