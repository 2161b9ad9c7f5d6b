import { existsSync, statfsSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { createSchoolCalendar } from '../../shared/domain/calendar.ts';
import { countsSince, usedOf } from '../../shared/domain/probe/budget.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { AppError } from '../../shared/runtime/app-error.ts';
import type { TextKey } from '../../shared/text/text.ts';
import { addressesOf, type BrokerSettings, dataPaths, probingOf } from '../config.ts';
import { askRunningBroker } from '../control/control-client.ts';
import { controlPath } from '../control/control-path.ts';
import { authorityFolder } from '../enrol/authority-folder.ts';
import { hostsMissing } from '../enrol/server-hosts.ts';
import { monthOf, monthSpan } from '../fleet/local-day.ts';
import { clockToleranceMs } from '../ingest/broker-time.ts';
import { type Installation, openInstallation } from '../installation.ts';
import { installationCalendar } from '../register/read-registers.ts';
import { type CliContext, print } from './context.ts';
import { printJson } from './listing.ts';

export type CheckStatus = 'ok' | 'warning' | 'critical';

/** One line of the doctor. `detail` is in the operator's language, empty when there is nothing to say. */
export type Check = { readonly name: string; readonly status: CheckStatus; readonly detail: string };

const dayMs = 86_400_000;
const gigabyte = 1024 ** 3;
/** Below: reports of some weeks no longer fit. */
const lowDiskBytes = 2 * gigabyte;
/** Below: a database of a district cannot checkpoint safely. */
const criticalDiskBytes = gigabyte / 4;

/** Checks an installation, running or not; exit status 0, or with `check` 1 for a warning and 2 for something critical. */
export async function doctor(
  context: CliContext,
  dataFolder: string,
  options: { readonly check: boolean; readonly json: boolean },
): Promise<number> {
  const checks = await runChecks(context, dataFolder);
  const { text } = context;
  if (options.json) printJson(context, checks);
  else {
    for (const { name, status, detail } of checks) {
      const words = { name: text.say(`doctor.${name}`), status: text.say(`doctor.${status}`) };
      print(context, text.t('doctor.line', { ...words, detail: detail === '' ? '' : ` — ${detail}` }));
    }
  }
  if (!options.check) return 0;
  const worst = checks.map(({ status }) => status);
  return worst.includes('critical') ? 2 : Number(worst.includes('warning'));
}

async function runChecks(context: CliContext, dataFolder: string): Promise<Check[]> {
  const opened = await openInstallation(context, dataFolder);
  if (!opened.ok)
    return [{ name: failedPart(opened.error), status: 'critical', detail: context.text.error(opened.error) }];
  const { settings, authority, store } = opened.value;
  try {
    const running = await askRunningBroker(controlPath(dataFolder), 'brokerStatus', {});
    return [
      fine('settings'),
      serverCheck(context, settings, authority.server.chainPem),
      permissionCheck(context, dataFolder),
      await databaseCheck(context, store),
      runningCheck(context, running),
      await portCheck(context, settings, running.ok),
      diskCheck(context, dataFolder),
      await clockCheck(context, store),
      await probingCheck(context, settings, store),
    ];
  } finally {
    store.close();
  }
}

function fine(name: string, detail = ''): Check {
  return { name, status: 'ok', detail };
}

function failedPart(error: AppError): string {
  if (error.code === 'SD-AUTHORITY-BROKEN') return 'authority';
  return error.code.startsWith('SD-STORE') ? 'database' : 'settings';
}

function detail(
  context: CliContext,
  key: TextKey,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return context.text.t(key, values);
}

function serverCheck(context: CliContext, { hosts }: BrokerSettings, chainPem: string): Check {
  const missing = hostsMissing(chainPem, hosts);
  if (missing.length === 0) return fine('authority');
  const words = detail(context, 'doctor.detail.hosts', { hosts: missing.join(', ') });
  return { name: 'authority', status: 'critical', detail: words };
}

/** On Windows the folder's access list protects; mode bits say nothing there. */
function permissionCheck(context: CliContext, dataFolder: string): Check {
  if (process.platform === 'win32') return fine('permissions');
  const paths = dataPaths(dataFolder);
  const secret = [
    dataFolder,
    authorityFolder(dataFolder),
    join(authorityFolder(dataFolder), 'ca.key'),
    paths.settings,
    paths.database,
    paths.adminProfile,
  ].filter((path) => existsSync(path));
  const open = secret.filter((path) => (statSync(path).mode & 0o077) !== 0);
  if (open.length === 0) return fine('permissions');
  const words = detail(context, 'doctor.detail.open', { paths: open.join(', ') });
  return { name: 'permissions', status: 'critical', detail: words };
}

async function databaseCheck(context: CliContext, store: Installation['store']): Promise<Check> {
  const faults = await store.check();
  if (faults.length === 0) return fine('database');
  const words = detail(context, 'doctor.detail.faults', { faults: faults.join('; ').slice(0, 500) });
  return { name: 'database', status: 'critical', detail: words };
}

function runningCheck(context: CliContext, running: Result<unknown, AppError | 'not-running'>): Check {
  if (running.ok) return fine('running');
  const isDown = running.error === 'not-running';
  const words = isDown
    ? detail(context, 'doctor.detail.not-running')
    : context.text.error(running.error as AppError);
  return { name: 'running', status: 'warning', detail: words };
}

/** Of a running broker each port answers; otherwise each port is free. */
async function portCheck(context: CliContext, settings: BrokerSettings, isRunning: boolean): Promise<Check> {
  const [address] = addressesOf(settings);
  const ports = address === undefined ? [] : [address.mqttPort, address.httpsPort];
  const isGood = isRunning ? answers : isFree;
  for (const port of ports) {
    if (await isGood(port)) continue;
    const key = isRunning ? 'doctor.detail.silent' : 'doctor.detail.taken';
    return { name: 'ports', status: 'critical', detail: detail(context, key, { port }) };
  }
  return fine('ports');
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: 'localhost' });
    const finish = (isGood: boolean) => (): void => {
      socket.destroy();
      resolve(isGood);
    };
    socket.setTimeout(3_000, finish(false));
    socket.once('connect', finish(true));
    socket.once('error', finish(false));
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

function diskCheck(context: CliContext, dataFolder: string): Check {
  const { bavail, bsize } = statfsSync(dataFolder);
  const freeBytes = bavail * bsize;
  const words = detail(context, 'doctor.detail.free', { free: context.text.number(freeBytes / gigabyte, 1) });
  if (freeBytes < criticalDiskBytes) return { name: 'disk', status: 'critical', detail: words };
  return { name: 'disk', status: freeBytes < lowDiskBytes ? 'warning' : 'ok', detail: words };
}

async function clockCheck(context: CliContext, store: Installation['store']): Promise<Check> {
  const behindMs = ((await store.newestAt()) ?? 0) - context.clock.now();
  if (behindMs <= clockToleranceMs) return fine('clock');
  const words = detail(context, 'doctor.detail.behind', { minutes: Math.round(behindMs / 60_000) });
  return { name: 'clock', status: 'critical', detail: words };
}

/** What measuring may cost, and what it cost the lines this month. */
async function probingCheck(
  { text, clock }: CliContext,
  settings: BrokerSettings,
  store: Installation['store'],
): Promise<Check> {
  const { anchors, tests } = probingOf(settings);
  const calendar = createSchoolCalendar(await installationCalendar(store));
  const { startMs } = monthSpan(monthOf(clock.now(), calendar), calendar);
  const leases = await store.leases(startMs - dayMs);
  const spent = leases.filter((lease) => countsSince(lease, startMs));
  const megabytes = (bytes: number): string => text.number(bytes / 1_000_000);
  const values = {
    ...{ budget: megabytes(tests.budgetBytes), size: megabytes(tests.leaseBytes) },
    ...{
      most: tests.testsPerMonth,
      when: text.t(tests.isScheduled ? 'doctor.tests.weekly' : 'doctor.tests.asked'),
    },
    anchors: anchors.map(({ host, port }) => `${host}:${port}`).join(', ') || '-',
    ...{ tests: spent.length, used: megabytes(usedOf(spent)) },
  };
  return fine('probing', text.t('doctor.detail.probing', values));
}
