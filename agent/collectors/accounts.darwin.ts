import { err, ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Fact, Measured } from '../collector.ts';
import { absentReason, type Host } from '../host/host.ts';
import { mapFact, unsupported } from './facts.ts';
import { parsePlistStrings, plistFlag, readPlist } from './plist.darwin.ts';

const loginWindow = '/Library/Preferences/com.apple.loginwindow.plist';
/** The password of who is logged in by itself, merely disguised. */
const storedPassword = '/etc/kcpassword';

/** What the login window does; who may use the machine is kept by its directory service, which is not asked. */
export async function readDarwinAccounts(context: CollectorContext): Promise<Measured<'accounts'>> {
  const settings = await readPlist(context, loginWindow);
  return {
    total: unsupported,
    interactive: unsupported,
    administrators: unsupported,
    withoutPassword: unsupported,
    isGuestEnabled: mapFact(settings, (text) => plistFlag(text, 'GuestEnabled')),
    hasAutoLogon: mapFact(settings, (text) => parsePlistStrings(text).has('autoLoginUser')),
    storesAutoLogonPassword: await exists(context.host, storedPassword),
    minPasswordLength: unsupported,
  };
}

async function exists(host: Host, path: string): Promise<Fact<boolean>> {
  const status = await host.stat(path);
  if (status.ok) return ok(true);
  return status.error === 'not-found' ? ok(false) : err(absentReason(status.error));
}
