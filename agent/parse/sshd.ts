import { err, ok } from '../../shared/domain/result.ts';
import { clip, defined, wholeNumber, words } from '../collectors/text.ts';
import type { Parsed } from './parsed.ts';
import { type SshdLine, sshdLines } from './sshd-lines.ts';

/** What an SSH server lets in, as far as the text says it: a keyword that is not there is left out, not defaulted. */
export type SshdSettings = {
  readonly ports?: readonly number[];
  readonly listenAddresses?: readonly string[];
  /** yes, no, prohibit-password (older: without-password) or forced-commands-only. */
  readonly permitRootLogin?: string;
  readonly passwordAuthentication?: boolean;
  readonly permitEmptyPasswords?: boolean;
  readonly pubkeyAuthentication?: boolean;
  readonly keyboardInteractiveAuthentication?: boolean;
  readonly usePam?: boolean;
  readonly x11Forwarding?: boolean;
  readonly maxAuthTries?: number;
  readonly allowUsersCount?: number;
  readonly allowGroupsCount?: number;
  /** Patterns of Include lines, whose files are not in the text. */
  readonly includes?: readonly string[];
  /** There are Match blocks: some users or addresses may have other rules. */
  readonly hasMatchBlocks: boolean;
};

/** Keywords that stand in no other text; shorter ones count by what is behind them. */
const telling = new Set(
  `acceptenv addressfamily allowgroups allowtcpforwarding allowusers authorizedkeysfile challengeresponseauthentication
  chrootdirectory clientaliveinterval denygroups denyusers gssapiauthentication hostbasedauthentication hostkey
  kbdinteractiveauthentication kexalgorithms listenaddress logingracetime maxauthtries maxsessions maxstartups
  passwordauthentication permitemptypasswords permitrootlogin permittty permituserenvironment printlastlog printmotd
  pubkeyauthentication strictmodes syslogfacility tcpkeepalive usedns uselogin usepam x11forwarding`.split(
    /\s+/,
  ),
);

function isTelling({ keyword, value }: SshdLine): boolean {
  if (keyword === 'port') return /^\d{1,5}$/.test(value);
  return keyword === 'include' ? value.startsWith('/') : telling.has(keyword);
}

/** ssh_config(5) shares many keywords; these are its own. */
function isOfClient({ keyword }: SshdLine): boolean {
  return ['host', 'hostname', 'identityfile', 'proxyjump', 'stricthostkeychecking'].includes(keyword);
}

/** What `sshd -T` printed, or an sshd_config(5). */
export function parseSshd(text: string): Parsed<SshdSettings> {
  const { lines, conditional, hasMatchBlocks } = sshdLines(text);
  const every = [...lines, ...conditional];
  if (!every.some(isTelling) || every.some(isOfClient)) return err('unrecognised');
  const all = (keyword: string) => lines.filter((line) => line.keyword === keyword).map(({ value }) => value);
  // The first value of a keyword counts.
  const first = (keyword: string) => clip(all(keyword)[0]?.toLowerCase(), 64);
  const flag = (keyword: string) => flagOf(first(keyword));
  const list = (keyword: string) => {
    const values = all(keyword)
      .flatMap(words)
      .filter((value) => value !== '');
    return values.length === 0 ? undefined : values;
  };
  return ok(
    defined({
      ports: list('port')
        ?.map(wholeNumber)
        .filter((port) => port !== undefined)
        .filter((port) => port > 0 && port <= 65_535),
      listenAddresses: list('listenaddress'),
      permitRootLogin: first('permitrootlogin'),
      passwordAuthentication: flag('passwordauthentication'),
      permitEmptyPasswords: flag('permitemptypasswords'),
      pubkeyAuthentication: flag('pubkeyauthentication'),
      keyboardInteractiveAuthentication:
        flag('kbdinteractiveauthentication') ?? flag('challengeresponseauthentication'),
      usePam: flag('usepam'),
      x11Forwarding: flag('x11forwarding'),
      maxAuthTries: wholeNumber(first('maxauthtries')),
      allowUsersCount: list('allowusers')?.length,
      allowGroupsCount: list('allowgroups')?.length,
      includes: list('include'),
      hasMatchBlocks,
    }),
  );
}

function flagOf(word: string | undefined): boolean | undefined {
  if (word === 'yes') return true;
  return word === 'no' ? false : undefined;
}
