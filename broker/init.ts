import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { type AppError, appError } from '../shared/runtime/app-error.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Environment } from '../shared/runtime/config.ts';
import { wrongValue } from '../shared/runtime/problem.ts';
import { makePrivateFolder } from '../shared/runtime/secure-file.ts';
import { ensureAdminProfile } from './admin-profile.ts';
import {
  addressesOf,
  type BrokerSettings,
  dataPaths,
  defaultPorts,
  type PortName,
  readSettings,
  writeSettings,
} from './config.ts';
import { type Authority, createAuthority } from './enrol/authority.ts';
import {
  authorityFolder,
  createAuthorityFolder,
  readAuthorityFolder,
  replaceServerCertificate,
} from './enrol/authority-folder.ts';
import { authoritySetting } from './enrol/rollover.ts';
import { isTied, type OpenStore } from './installation.ts';
import { newUnitId } from './roster/import-roster.ts';
import { takeDataLock } from './store/sqlite/data-lock.ts';
import type { Store } from './store/store.ts';

export type InitWish = {
  /** Empty: those of the last time. */
  readonly hosts: readonly string[];
  readonly mqttPort?: number | undefined;
  readonly httpsPort?: number | undefined;
  readonly ndt7Port?: number | undefined;
  readonly echoPort?: number | undefined;
  /** Undefined: as before. */
  readonly measuring?: boolean | undefined;
  readonly freePorts: boolean;
  /** Name of the root unit, such as the province. */
  readonly name: string;
};

export type Initialised = { readonly settings: BrokerSettings; readonly isAdminProfileNew: boolean };

export type InitDeps = { readonly openStore: OpenStore; readonly clock: Clock; readonly env: Environment };

/**
 * Makes an installation in a data folder, or changes hosts and ports of one: then only the server certificate is issued
 * anew, and machines and users stay joined. Interrupted at any point, it is run again; parts that contradict each other
 * are an error, never replaced.
 */
export async function initialise(
  deps: InitDeps,
  dataFolder: string,
  wish: InitWish,
): Promise<Result<Initialised, AppError>> {
  const folder = makePrivateFolder(dataFolder);
  if (!folder.ok) return folder;
  const lock = takeDataLock(dataFolder);
  if (!lock.ok) return lock;
  try {
    return await initialiseLocked(deps, dataFolder, wish);
  } finally {
    lock.value.release();
  }
}

async function initialiseLocked(
  deps: InitDeps,
  dataFolder: string,
  wish: InitWish,
): Promise<Result<Initialised, AppError>> {
  const settings = await chooseSettings(dataFolder, wish);
  if (!settings.ok) return settings;
  const authority = await ensureAuthority(deps, dataFolder, settings.value.hosts);
  if (!authority.ok) return authority;
  const opened = deps.openStore(dataPaths(dataFolder).database);
  if (!opened.ok) return opened;
  const store = opened.value;
  try {
    const tied = await tieStore(deps.clock, store, dataFolder, authority.value, wish.name);
    if (!tied.ok) return tied;
    const written = writeSettings(dataFolder, settings.value);
    if (!written.ok) return written;
    const profile = await ensureAdminProfile(
      { store, authority: authority.value, clock: deps.clock },
      dataPaths(dataFolder).adminProfile,
      addressesOf(settings.value),
    );
    return profile.ok ? ok({ settings: settings.value, isAdminProfileNew: profile.value }) : profile;
  } finally {
    store.close();
  }
}

/** What is named now, then what was remembered, then the defaults. */
async function chooseSettings(dataFolder: string, wish: InitWish): Promise<Result<BrokerSettings, AppError>> {
  const hasSettings = existsSync(dataPaths(dataFolder).settings);
  const remembered = hasSettings ? readSettings(dataFolder, {}) : null;
  if (remembered !== null && !remembered.ok) return remembered;
  const before = remembered?.value;
  const hosts = wish.hosts.length > 0 ? [...new Set(wish.hosts)] : (before?.hosts ?? []);
  if (hosts.length === 0) return wrongValue('host', 'missing');
  const free = wish.freePorts && before === undefined ? await freePorts() : defaultPorts;
  const portOf = (name: PortName): number => wish[name] ?? before?.[name] ?? free[name];
  const ports = {
    mqttPort: portOf('mqttPort'),
    httpsPort: portOf('httpsPort'),
    ndt7Port: portOf('ndt7Port'),
    echoPort: portOf('echoPort'),
  };
  const twice = namedTwice(ports);
  if (twice !== null) return wrongValue(twice, 'same');
  const measuring = wish.measuring ?? before?.measuring ?? true;
  return ok({ logLevel: 'info', ...before, hosts, ...ports, measuring });
}

type Ports = Readonly<Record<PortName, number>>;

/** Two flags with one port, as the operator would type them. */
function namedTwice(ports: Ports): string | null {
  const flags = { mqttPort: 'mqtt', httpsPort: 'https', ndt7Port: 'ndt7', echoPort: 'echo' } as const;
  const named = Object.entries(flags).map(([name, flag]) => ({ flag, port: ports[name as PortName] }));
  for (const { flag, port } of named) {
    const other = named.find((one) => one.flag !== flag && one.port === port);
    if (other !== undefined) return `--${flag}-port ${port} | --${other.flag}-port ${port}`;
  }
  return null;
}

/** Ports that nobody listens on at the moment. */
async function freePorts(): Promise<Ports> {
  const servers = Array.from({ length: 4 }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, () => {
            const bound = server.address();
            resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const [mqttPort = 0, httpsPort = 0, ndt7Port = 0, echoPort = 0] = ports;
  return { mqttPort, httpsPort, ndt7Port, echoPort };
}

/** The authority that is there, with a server certificate for these hosts; a new one only where nothing was. */
async function ensureAuthority(
  deps: InitDeps,
  dataFolder: string,
  hosts: readonly string[],
): Promise<Result<Authority, AppError>> {
  const isNew = !existsSync(authorityFolder(dataFolder));
  if (isNew && existsSync(dataPaths(dataFolder).database)) {
    return err(appError('SD-AUTHORITY-BROKEN', { path: authorityFolder(dataFolder), reason: 'ca.pem' }));
  }
  if (isNew) {
    const made = await createAuthorityFolder(dataFolder, hosts);
    if (!made.ok) return made;
  }
  const files = await readAuthorityFolder(dataFolder);
  if (!files.ok) return files;
  if (!isNew) {
    const replaced = await replaceServerCertificate(dataFolder, files.value.signer, hosts);
    if (!replaced.ok) return replaced;
  }
  return ok(createAuthority(deps, files.value));
}

/** Ties the database to this authority and gives it its root unit. */
async function tieStore(
  clock: Clock,
  store: Store,
  dataFolder: string,
  authority: Authority,
  name: string,
): Promise<Result<void, AppError>> {
  const tiedTo = await store.setting(authoritySetting);
  if (tiedTo !== null && !(await isTied(store, authority.caSha256))) {
    return err(
      appError('SD-AUTHORITY-BROKEN', { path: authorityFolder(dataFolder), reason: 'schooldrum.db' }),
    );
  }
  if ((await store.units()).length === 0) {
    const root = { unitId: newUnitId(), parentId: null, kind: 'province', name, code: null } as const;
    await store.saveOrg({ at: clock.now(), actor: 'init', units: [root], rows: [] });
  }
  if (tiedTo === null) await store.saveSetting(authoritySetting, authority.caSha256);
  return ok(undefined);
}
