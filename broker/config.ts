import { existsSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'smol-toml';
import { z } from 'zod';
import { type Address, address } from '../shared/contract/scalars.ts';
import { type Probing, shippedProbing } from '../shared/data/probing.ts';
import { err, type Result } from '../shared/domain/result.ts';
import { type AppError, appError } from '../shared/runtime/app-error.ts';
import { type Environment, loadConfig } from '../shared/runtime/config.ts';
import { logLevels } from '../shared/runtime/log.ts';
import { writeSecretFile } from '../shared/runtime/secure-file.ts';

/** Of the echo 80 would show more captive portals, where the operator may open it. */
export const defaultPorts = { mqttPort: 8883, httpsPort: 8443, ndt7Port: 8444, echoPort: 8080 } as const;
export type PortName = keyof typeof defaultPorts;

/** A name or an IP address as machines will call it: no scheme, no port. */
export const hostName = address.shape.host.refine((host) => !host.includes(':') || isIPv6(host), 'not-host');

const port = z.coerce.number().pipe(address.shape.mqttPort);
/** A flag in the file is true or false; in the environment it is the word. */
const flag = z.union([z.boolean(), z.stringbool()]);
const filePath = z.string().min(1).max(1_000);
const splitList = (value: unknown): unknown =>
  typeof value === 'string' ? value.split(',').map((host) => host.trim()) : value;

/** How the daily digest leaves the house: SMTP, and webhooks that prove who sent them. No secret stands here, only its file. */
const notifySettings = {
  smtpHost: hostName.optional(),
  /** 587, or 465 where TLS comes first (`smtpSecure`). */
  smtpPort: port.optional(),
  smtpSecure: flag.optional(),
  smtpUser: z.string().min(1).max(254).optional(),
  smtpFrom: z.email().max(254).optional(),
  /** 0600; SCHOOLDRUM_SMTP_PASSWORD goes before it. */
  smtpPasswordFile: filePath.optional(),
  /** PEM, of a mail server with a certificate of its own making. */
  smtpCaFile: filePath.optional(),
  /** Without TLS: to a mail server on this very machine alone. */
  smtpInsecure: flag.optional(),
  /** 0600: the key of the signature that a webhook carries. */
  webhookSecretFile: filePath.optional(),
  webhookCaFile: filePath.optional(),
} as const;

/** Servers of Measurement Lab publish the address of whoever tests: its policy has to be accepted. */
const isOfMeasurementLab = (url: string): boolean =>
  /(^|\.)measurement-?lab\.(net|org)\.?$/.test(hostOf(url));
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '');

/** The measuring process beside the broker: speed tests over TLS, and the echo over plain HTTP. */
const measuringSettings = {
  measuring: flag.default(true),
  ndt7Port: port.default(defaultPorts.ndt7Port),
  echoPort: port.default(defaultPorts.echoPort),
  /** Speed tests go there instead; verified against public authorities. */
  ndt7Server: z
    .string()
    .max(300)
    .refine((url) => /^wss:\/\/[^/?#@]+\/?$/.test(url) && URL.canParse(url), 'not-wss')
    .optional(),
  ndt7PolicyAccepted: flag.optional(),
} as const;

const megabyte = 1_000_000;
const shipped = shippedProbing();
const megabytes = z.coerce.number().int().min(1).max(1_000_000);
const maxAnchors = 4;

/** What measuring may cost a line, and against whom it is measured; what is shipped (shared/data/probing.json), unless given. */
const probeSettings = {
  probeBudgetMegabytes: megabytes.optional(),
  speedTestMegabytes: megabytes.max(1_000).optional(),
  /** As many as the budget holds when absent; 0: none, not even when a person asks. */
  speedTestsPerMonth: z.coerce.number().int().min(0).max(1_000).optional(),
  scheduledSpeedTests: flag.optional(),
  probeAnchors: z
    .preprocess(
      splitList,
      z.array(z.string().refine((text) => endpointOf(text) !== null, 'not-endpoint')).max(maxAnchors),
    )
    .optional(),
} as const;

/** `host:port`, an IPv6 address in brackets; null for anything else. */
function endpointOf(text: string): Probing['anchors'][number] | null {
  const [, bracketed, plain, digits] = /^(?:\[([^[\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = hostName.safeParse(bracketed ?? plain);
  const number = port.safeParse(digits);
  const isWhole = host.success && number.success && (bracketed === undefined || isIPv6(bracketed));
  return isWhole ? { host: host.data, port: number.data } : null;
}

/** What `init` remembers in DATA/broker.toml; SCHOOLDRUM_* overrides it. */
const settingsSchema = z
  .strictObject({
    hosts: z.preprocess(splitList, z.array(hostName).min(1).max(8)),
    mqttPort: port,
    httpsPort: port,
    /** Local address to listen on; all of them when absent. */
    listen: z.string().min(1).max(253).optional(),
    logLevel: z.enum(logLevels).default('info'),
    /** Of the MQTT door, 1.3 when absent: TLS 1.2 is for libraries of other makers that know nothing newer. */
    minTlsVersion: z.enum(['TLSv1.2', 'TLSv1.3']).optional(),
    ...notifySettings,
    ...measuringSettings,
    ...probeSettings,
  })
  .refine(
    ({ ndt7Server = '', ndt7PolicyAccepted }) =>
      ndt7PolicyAccepted === true || !isOfMeasurementLab(ndt7Server),
    { path: ['ndt7PolicyAccepted'], error: 'policy-needed' },
  )
  .refine((settings) => testBytesOf(settings) <= budgetBytesOf(settings), {
    path: ['probeBudgetMegabytes'],
    error: 'below-one-test',
  });
export type BrokerSettings = z.output<typeof settingsSchema>;
type ProbeSettings = z.output<z.ZodObject<typeof probeSettings>>;
export type NotifySettings = Pick<BrokerSettings, keyof typeof notifySettings>;

function budgetBytesOf({ probeBudgetMegabytes: given }: ProbeSettings): number {
  return given === undefined ? shipped.tests.budgetBytes : given * megabyte;
}

function testBytesOf({ speedTestMegabytes: given }: ProbeSettings): number {
  return given === undefined ? shipped.tests.leaseBytes : given * megabyte;
}

/** What probers measure against and what it may cost: as shipped, where the operator set nothing else. */
export function probingOf(settings: ProbeSettings): Probing {
  const [budgetBytes, leaseBytes] = [budgetBytesOf(settings), testBytesOf(settings)];
  return {
    ...shipped,
    anchors: settings.probeAnchors?.flatMap((text) => endpointOf(text) ?? []) ?? shipped.anchors,
    tests: {
      ...shipped.tests,
      ...{ budgetBytes, leaseBytes },
      testsPerMonth: settings.speedTestsPerMonth ?? Math.floor(budgetBytes / leaseBytes),
      isScheduled: settings.scheduledSpeedTests ?? shipped.tests.isScheduled,
    },
  };
}

/** Files of a data folder. */
export function dataPaths(dataFolder: string) {
  return {
    settings: join(dataFolder, 'broker.toml'),
    database: join(dataFolder, 'schooldrum.db'),
    adminProfile: join(dataFolder, 'admin.profile.json'),
    ticketKeys: join(dataFolder, 'ticket-keys.json'),
  };
}

/** Reads DATA/broker.toml; without one there is no installation. */
export function readSettings(dataFolder: string, env: Environment): Result<BrokerSettings, AppError> {
  const file = dataPaths(dataFolder).settings;
  if (!existsSync(file))
    return err(appError('SD-NOT-INITIALISED', { path: dataFolder, reason: 'broker.toml' }));
  return loadConfig(settingsSchema, { file, env, flags: {} });
}

export function writeSettings(dataFolder: string, settings: BrokerSettings): Result<void, AppError> {
  const { listen, ...rest } = settings;
  const toml = stringify(listen === undefined ? rest : { ...rest, listen });
  return writeSecretFile(
    dataPaths(dataFolder).settings,
    `# Hosts and ports: change them with schooldrum-broker init.\n${toml}\n`,
  );
}

/** Where machines and people reach the broker: every host at the same two ports. */
export function addressesOf(settings: BrokerSettings): Address[] {
  const { hosts, mqttPort, httpsPort } = settings;
  return hosts.map((host) => ({ host, mqttPort, httpsPort }));
}

/** Every local address: IPv6 and IPv4 together, or IPv4 alone on a machine without IPv6. */
export function listenHost(settings: BrokerSettings): string {
  if (settings.listen !== undefined) return settings.listen;
  const hasIPv6 = Object.values(networkInterfaces()).some((list) =>
    list?.some(({ family }) => family === 'IPv6'),
  );
  return hasIPv6 ? '::' : '0.0.0.0';
}
