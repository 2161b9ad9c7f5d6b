import type { QueryBody } from '../../shared/contract/query.ts';
import { isDeviceId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { type AppError, appError } from '../../shared/runtime/app-error.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { IdentityStore } from '../store/identity-port.ts';
import type { CertificateHolder, RegistryStore } from '../store/registry-port.ts';
import type { Authority } from './authority.ts';
import {
  addNextAuthority,
  dropLeavingAuthority,
  readAuthorityFolder,
  replaceServerCertificate,
  tidyAuthority,
  turnAuthority,
} from './authority-folder.ts';

/** Names of the store's settings that tie a database to its authority, and to the next one. */
export const authoritySetting = 'caSha256';
export const nextAuthoritySetting = 'nextCaSha256';

/** How far the change from one authority to the next has come. */
export type RolloverState = QueryBody<'authorityStatus'>;

export type Rollover = {
  readonly state: () => Promise<RolloverState>;
  /** Makes the next authority, or takes up the one that was called off: both are trusted, the next one issues. */
  readonly begin: () => Promise<Result<RolloverState, AppError>>;
  /**
   * The server's certificate is of the next authority, the one before is not trusted any more and its tokens are void;
   * after `cancel`, the other way round. SD-AUTHORITY-NOT-READY while somebody heard lately would be shut out, unless forced.
   */
  readonly finish: (options: { readonly force: boolean }) => Promise<Result<RolloverState, AppError>>;
  /** The next authority issues nothing more; what it issued is replaced, and accepted until `finish`. */
  readonly cancel: () => Promise<Result<RolloverState, AppError>>;
  /** Somebody connected: who holds a certificate of the issuing authority, and which users are about. */
  readonly connected: (cn: string, certificateSha256: string) => Promise<void>;
};

export type RolloverDeps = {
  readonly store: Pick<
    RegistryStore,
    'setting' | 'saveSetting' | 'certificateHolders' | 'noteCertificateUse' | 'tokens' | 'revokeToken'
  > &
    Pick<IdentityStore, 'conditions'>;
  readonly authority: Authority;
  readonly clock: Clock;
  /** When a machine was last heard (ms UTC); null when never. */
  readonly lastSeenOf: (deviceId: string) => number | null;
  /** New connections are held to the authorities of now. */
  readonly credentialsChanged: () => void;
  /** Machines that are connected need a certificate of the issuing authority. */
  readonly issuerChanged: () => void;
  /** Ends the connections of a common name. */
  readonly disconnect: (cn: string) => void;
};

const dayMs = 86_400_000;
/** Who was not heard for so long does not hold up a change: longer than a summer. */
const waitDays = 120;
const maxNamed = 100;

/** The change of authorities of an installation whose data folder the caller holds. One step at a time. */
export function createRollover(
  deps: RolloverDeps,
  config: { readonly dataFolder: string; readonly hosts: readonly string[] },
): Rollover {
  const { authority, store } = deps;
  const { dataFolder } = config;
  const adopt = async (): Promise<Result<void, AppError>> => {
    const files = await readAuthorityFolder(dataFolder);
    if (!files.ok) return files;
    authority.adopt(files.value);
    deps.credentialsChanged();
    return ok(undefined);
  };
  /** Changes files, then works with them. */
  const step = async (
    change: () => Promise<Result<void, AppError>> | Result<void, AppError>,
    after: () => Promise<void> | void,
  ): Promise<Result<RolloverState, AppError>> => {
    const changed = await change();
    if (!changed.ok) return changed;
    const adopted = await adopt();
    if (!adopted.ok) return adopted;
    await after();
    return ok(await stateOf(deps));
  };
  return {
    state: () => stateOf(deps),
    begin: async () => {
      if (authority.phase === 'changing') return ok(await stateOf(deps));
      // The database first: it must never meet an authority that it was not told of.
      const announce = (caSha256: string): Promise<void> => store.saveSetting(nextAuthoritySetting, caSha256);
      const isAgain = authority.phase === 'cancelling';
      return step(
        () => (isAgain ? turnAuthority(dataFolder, 'next') : addNextAuthority(dataFolder, announce)),
        deps.issuerChanged,
      );
    },
    finish: async ({ force }) => {
      const before = await stateOf(deps);
      if (before.phase === 'single') return err(appError('SD-AUTHORITY-NOT-CHANGING'));
      if (before.waiting > 0 && !force) return err(notReady(before));
      const done = await step(
        () => finishFiles(deps, config),
        () => leaveBehind(deps, before.phase === 'changing'),
      );
      return done.ok ? ok({ ...done.value, voidTokens: before.voidTokens }) : done;
    },
    cancel: async () =>
      authority.phase === 'changing'
        ? step(() => turnAuthority(dataFolder, 'leaving'), deps.issuerChanged)
        : err(appError('SD-AUTHORITY-NOT-CHANGING')),
    connected: createUseNotes(deps),
  };
}

/** Replacing the server's certificate is the moment at which the change is made, whatever interrupts the rest. */
async function finishFiles(
  { authority, store }: Pick<RolloverDeps, 'authority' | 'store'>,
  { dataFolder, hosts }: { readonly dataFolder: string; readonly hosts: readonly string[] },
): Promise<Result<void, AppError>> {
  if (authority.phase === 'cancelling') return dropLeavingAuthority(dataFolder);
  const files = await readAuthorityFolder(dataFolder);
  if (!files.ok) return files;
  const { next } = files.value;
  if (next === null) return err(appError('SD-AUTHORITY-NOT-CHANGING'));
  const replaced = await replaceServerCertificate(dataFolder, next, hosts);
  if (!replaced.ok) return replaced;
  return settle(store, next.caSha256, dataFolder);
}

/** The authority that left takes its tokens with it, and the connections of whoever never came with another one. */
async function leaveBehind(deps: RolloverDeps, isTokenVoid: boolean): Promise<void> {
  const { store, authority, clock } = deps;
  if (isTokenVoid) for (const { id } of await openTokens(deps)) await store.revokeToken(id, clock.now());
  for (const holder of await store.certificateHolders(clock.now())) {
    if (lastAuthority(holder) !== authority.caSha256) deps.disconnect(holder.cn);
  }
}

/** Finishes what a change that was made has left to do: at each start, since anything may interrupt it. */
export async function settleRollover(
  { store, authority }: Pick<RolloverDeps, 'authority' | 'store'>,
  dataFolder: string,
): Promise<Result<void, AppError>> {
  if ((await store.setting(authoritySetting)) === authority.caSha256) return tidyAuthority(dataFolder);
  return settle(store, authority.caSha256, dataFolder);
}

async function settle(
  store: Pick<RegistryStore, 'saveSetting'>,
  caSha256: string,
  dataFolder: string,
): Promise<Result<void, AppError>> {
  await store.saveSetting(authoritySetting, caSha256);
  return tidyAuthority(dataFolder);
}

/** Notes who connects with which certificate: at once when it is another one, else daily; machines only while it matters. */
function createUseNotes({ authority, store, clock }: RolloverDeps): Rollover['connected'] {
  const noted = new Map<string, { readonly sha256: string; readonly at: number }>();
  return async (cn, sha256) => {
    if (isDeviceId(cn) && authority.phase === 'single') return;
    const at = clock.now();
    const last = noted.get(cn);
    if (last?.sha256 === sha256 && last.at > at - dayMs) return;
    noted.set(cn, { sha256, at });
    await store.noteCertificateUse(sha256, at);
  };
}

async function stateOf(deps: RolloverDeps): Promise<RolloverState> {
  const { authority, store, clock } = deps;
  const { phase, caSha256, issuerSha256 } = authority;
  const now = clock.now();
  const holders = await store.certificateHolders(now);
  const unready = phase === 'single' ? [] : await unreadyOf(deps, holders);
  const heardAt = ({ cn, uses }: CertificateHolder): number =>
    isDeviceId(cn) ? (deps.lastSeenOf(cn) ?? 0) : Math.max(0, ...uses.map(({ usedAt }) => usedAt));
  const waiting = unready.filter((holder) => heardAt(holder) > now - waitDays * dayMs);
  return {
    phase,
    caSha256,
    nextCaSha256: phase === 'changing' ? issuerSha256 : null,
    holders: holders.length,
    ready: holders.length - unready.length,
    waiting: waiting.length,
    waitingFor: waiting.slice(0, maxNamed).map(({ cn }) => cn),
    voidTokens: phase === 'changing' ? (await openTokens(deps)).length : 0,
  };
}

/** While it changes: whoever did not come last with the next authority's. On the way back: whoever did. */
async function unreadyOf(
  { authority, store }: RolloverDeps,
  holders: readonly CertificateHolder[],
): Promise<CertificateHolder[]> {
  const { phase, issuerSha256 } = authority;
  // A frozen disk forgets the new certificate at the next start, whatever it connected with since.
  const frozen = new Set(
    (await store.conditions()).filter(({ kind }) => kind === 'frozen').map(({ deviceId }) => deviceId),
  );
  return holders.filter((holder) => {
    const last = lastAuthority(holder);
    return phase === 'cancelling'
      ? last !== null && last !== issuerSha256
      : last !== issuerSha256 || frozen.has(holder.cn);
  });
}

function lastAuthority({ uses }: CertificateHolder): string | null {
  return (
    uses.reduce((last, use) => (last === null || use.usedAt >= last.usedAt ? use : last), uses[0] ?? null)
      ?.caSha256 ?? null
  );
}

/** Tokens that somebody may still hold: all of them pin the authority of the server's certificate. */
async function openTokens({ store, clock }: RolloverDeps): Promise<{ readonly id: string }[]> {
  const now = clock.now();
  return (await store.tokens()).filter(
    ({ revokedAt, expiresAt, usesLeft }) => revokedAt === null && expiresAt > now && usesLeft > 0,
  );
}

function notReady({ waiting, holders }: RolloverState): AppError {
  return appError('SD-AUTHORITY-NOT-READY', { waiting: String(waiting), holders: String(holders) });
}
