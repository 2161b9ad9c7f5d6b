import type { CollectorContext, Measured } from '../collector.ts';
import { readAutoLogon } from './auto-logon.linux.ts';
import { mapFact, readFact, unsupported } from './facts.ts';
import { wholeNumber } from './text.ts';

export type Account = {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly isInteractive: boolean;
  /** The field itself is empty: no shadow entry is asked for. */
  readonly hasEmptyPassword: boolean;
};

export type Group = { readonly name: string; readonly gid: number; readonly members: readonly string[] };

const administratorGroups = new Set(['sudo', 'wheel', 'admin']);
const noLogin = /\/(nologin|false|sync|shutdown|halt)$/;

/** Local accounts only: those of a directory service are not the machine's. */
export async function readLinuxAccounts({ host }: CollectorContext): Promise<Measured<'accounts'>> {
  const passwd = await readFact(host, '/etc/passwd', parsePasswd);
  const groups = await readFact(host, '/etc/group', parseGroups);
  const shadow = await readFact(host, '/etc/shadow', parseShadow);
  return {
    total: mapFact(passwd, (accounts) => accounts.length),
    interactive: mapFact(passwd, (accounts) => accounts.filter((each) => each.isInteractive).length),
    administrators: groups.ok ? mapFact(passwd, (all) => countAdministrators(all, groups.value)) : groups,
    withoutPassword: shadow.ok ? mapFact(passwd, (all) => countWithoutPassword(all, shadow.value)) : shadow,
    isGuestEnabled: unsupported,
    hasAutoLogon: await readAutoLogon(host),
    storesAutoLogonPassword: unsupported,
    minPasswordLength: unsupported,
  };
}

/** passwd(5); undefined when no line is an account. An empty shell field means /bin/sh. */
export function parsePasswd(text: string): Account[] | undefined {
  const accounts = text.split('\n').flatMap((line) => {
    const [name, password, uidText, gidText, , , shell] = line.split(':');
    const [uid, gid] = [wholeNumber(uidText), wholeNumber(gidText)];
    if (name === undefined || name === '' || uid === undefined || gid === undefined) return [];
    const isInteractive = shell !== undefined && !noLogin.test(shell.trim());
    return [{ name, uid, gid, isInteractive, hasEmptyPassword: password === '' }];
  });
  return accounts.length === 0 ? undefined : accounts;
}

/** group(5). */
function parseGroups(text: string): Group[] {
  return text.split('\n').flatMap((line) => {
    const [name, , gidText, members = ''] = line.split(':');
    const gid = wholeNumber(gidText);
    return name === undefined || gid === undefined ? [] : [{ name, gid, members: members.trim().split(',') }];
  });
}

/** Names whose password field in shadow(5) is empty. */
function parseShadow(text: string): ReadonlySet<string> {
  const rows = text.split('\n').map((line) => line.split(':'));
  return new Set(rows.flatMap(([name, password]) => (name !== undefined && password === '' ? [name] : [])));
}

/** Accounts that may become root: user id 0, or in a group that sudo trusts. */
function countAdministrators(accounts: readonly Account[], groups: readonly Group[]): number {
  const trusted = groups.filter((group) => administratorGroups.has(group.name));
  const names = new Set(trusted.flatMap((group) => group.members));
  const gids = new Set(trusted.map((group) => group.gid));
  return accounts.filter(({ name, uid, gid }) => uid === 0 || names.has(name) || gids.has(gid)).length;
}

function countWithoutPassword(accounts: readonly Account[], empty: ReadonlySet<string>): number {
  return accounts.filter((each) => each.isInteractive && (each.hasEmptyPassword || empty.has(each.name)))
    .length;
}
