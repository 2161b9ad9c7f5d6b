import type { AgentConfig } from '../../agent/config.ts';
import type { BrokerSettings, NotifySettings } from '../../broker/config.ts';
import type { ConsoleConfig } from '../../console/config.ts';
import { shippedProbing } from '../../shared/data/probing.ts';
import { environmentName } from '../../shared/runtime/config.ts';
import { logLevels } from '../../shared/runtime/log.ts';
import { carriers } from '../../shared/runtime/network-route.ts';
import { code, document, type Page, table } from './markdown.ts';

type Setting = { readonly values: string; readonly absent: string; readonly meaning: string };

/** Exhaustive by type: a new setting does not compile until it is described here. */
type SettingsOf<Config> = { readonly [K in keyof Required<Config>]: Setting };

const levels = logLevels.join(', ');
const language: Setting = {
  values: '`vi` or `en`',
  absent: 'the language of the locale: Vietnamese where it names none, English for any other',
  meaning: 'language of every text that the program prints',
};
const logLevel: Setting = { values: levels, absent: '`info`', meaning: 'least level that is logged' };

const route = {
  carrier: {
    values: `\`${carriers.join('`, `')}\``,
    absent: '`auto`',
    meaning:
      'how MQTT reaches the broker: on its own port, over WebSocket on the HTTPS port, or whichever gets through',
  },
  proxy: {
    values: '`http://host:port` or `http://user:password@host:port`',
    absent: 'no proxy',
    meaning: 'HTTP proxy that opens tunnels by CONNECT, for joining and for MQTT',
  },
} as const satisfies Record<string, Setting>;

const agent: SettingsOf<AgentConfig> = {
  lang: language,
  state: {
    values: 'a folder',
    absent:
      '`/var/lib/schooldrum-agent` as root, `$XDG_STATE_HOME/schooldrum-agent` (`~/.local/state/…`) as another user; Windows `%ProgramData%\\Schooldrum\\Agent`; macOS `/Library/Application Support/Schooldrum/Agent`',
    meaning: 'where identity and outbox are; on a frozen machine, a folder on a thawed volume',
  },
  logLevel,
  ...route,
};

const port = (name: string, standard: number): Setting => ({
  values: '1 to 65535',
  absent: 'an error: `init` writes it',
  meaning: `port of ${name}; \`init\` takes ${standard} unless told otherwise`,
});

const secretFile = 'a file of one line, readable by its owner alone (0600)';
const certificates = 'a PEM file';
const ownCertificates = 'the certificates of well-known authorities';

const notify: SettingsOf<NotifySettings> = {
  smtpHost: {
    values: 'a name or an IP address',
    absent: 'no digest leaves by e-mail',
    meaning: 'mail server of the daily digest',
  },
  smtpPort: {
    values: '1 to 65535',
    absent: '587, or 465 with `smtpSecure`',
    meaning: 'port of the mail server',
  },
  smtpSecure: {
    values: '`true` or `false`',
    absent: '`false`: STARTTLS, without which nothing is sent',
    meaning: 'whether TLS begins with the first byte',
  },
  smtpUser: { values: 'a name', absent: 'no login', meaning: 'who logs in at the mail server' },
  smtpFrom: {
    values: 'a mail address',
    absent: 'no digest leaves by e-mail',
    meaning: 'sender of the daily digest',
  },
  smtpPasswordFile: {
    values: secretFile,
    absent: 'an error where `smtpUser` is set, unless `SCHOOLDRUM_SMTP_PASSWORD` holds the password',
    meaning: 'password of `smtpUser`; read at each sending',
  },
  smtpCaFile: {
    values: certificates,
    absent: ownCertificates,
    meaning: 'authority of the mail server’s certificate',
  },
  smtpInsecure: {
    values: '`true` or `false`',
    absent: '`false`',
    meaning: 'whether mail may leave without TLS; heeded only where `smtpHost` is this very machine',
  },
  webhookSecretFile: {
    values: secretFile,
    absent: 'webhooks are not signed',
    meaning: 'key of the signature in `x-schooldrum-signature`; read at each sending',
  },
  webhookCaFile: {
    values: certificates,
    absent: ownCertificates,
    meaning: 'authority of the certificates of webhooks',
  },
};

const { anchors, tests } = shippedProbing();

const broker: SettingsOf<BrokerSettings> = {
  hosts: {
    values: '1 to 8 names or IP addresses; separated by commas in the environment',
    absent: 'an error: `init` writes it',
    meaning: 'how machines and people reach the broker; in join tokens and in the server’s certificate',
  },
  mqttPort: port('MQTT', 8883),
  httpsPort: port('HTTPS', 8443),
  listen: {
    values: 'a local address',
    absent: 'all local addresses',
    meaning: 'on which address the two ports are opened',
  },
  logLevel,
  minTlsVersion: {
    values: 'TLSv1.2, TLSv1.3',
    absent: '`TLSv1.3`',
    meaning: 'oldest TLS of the MQTT port; 1.2 only for programs of other makers that know nothing newer',
  },
  measuring: {
    values: '`true` or `false`',
    absent: '`true`',
    meaning:
      'whether speed tests and the echo are served beside the broker; a port that is taken turns both off with a warning',
  },
  ndt7Port: {
    values: '1 to 65535',
    absent: '8444',
    meaning: 'port of speed tests (ndt7 over TLS), for machines that hold a lease of this broker',
  },
  echoPort: {
    values: '1 to 65535',
    absent: '8080',
    meaning:
      'port of the echo (plain HTTP, `GET /generate_204`), which shows captive portals and public addresses; 80 shows more portals',
  },
  ndt7Server: {
    values: '`wss://host` or `wss://host:port`',
    absent: 'the broker’s own',
    meaning: 'another ndt7 server for the speed tests, verified against public authorities',
  },
  ndt7PolicyAccepted: {
    values: '`true` or `false`',
    absent: '`false`',
    meaning:
      'that the data policy of Measurement Lab, which publishes the addresses of those who test, is accepted; needed where `ndt7Server` is one of theirs',
  },
  probeBudgetMegabytes: {
    values: '1 to 1000000',
    absent: `${tests.budgetBytes / 1e6}`,
    meaning:
      'what speed tests may take of one line in one local month, both directions with all headers, in millions of bytes; a test is granted only where all that it may take is left',
  },
  speedTestMegabytes: {
    values: '1 to 1000, not more than `probeBudgetMegabytes`',
    absent: `${tests.leaseBytes / 1e6}`,
    meaning:
      'the most that one speed test may take, half of it in each direction; below 60 a line of some hundreds of Mb/s is shown too slow',
  },
  speedTestsPerMonth: {
    values: '0 to 1000',
    absent: `as many as the budget holds: ${tests.testsPerMonth} with the other two absent`,
    meaning:
      'most speed tests of one line in one local month, those that people ask for included; 0 for none at all. The budget holds besides',
  },
  scheduledSpeedTests: {
    values: '`true` or `false`',
    absent: `\`${tests.isScheduled}\``,
    meaning:
      'whether each line is tested once a week by itself, outside lessons; latency, loss and outages are measured in any case, and `schooldrum line test` goes on working',
  },
  probeAnchors: {
    values: '0 to 4 of `host:port` or `[IPv6]:port` that accept TCP; separated by commas in the environment',
    absent: anchors.map(({ host, port: number }) => code(`${host}:${number}`)).join(', '),
    meaning:
      'whom probers ask beyond the broker, by which the way to the Internet is told from the way to the broker; `1.1.1.1` is asked for names, too, while it is one of them. With none, only the broker shows whether a line works',
  },
  ...notify,
};

const console: SettingsOf<ConsoleConfig> = {
  profile: {
    values: 'a file',
    absent: '`~/.config/schooldrum/profile.json`',
    meaning: 'address, authority, certificate and key of the user',
  },
  lang: language,
  ...route,
};

export const settingsPage: Page = {
  file: 'settings.md',
  render: () =>
    document('Settings', [
      'A flag overrides the environment, the environment overrides the file. An unknown or wrong setting ends the program with SD-CONFIG-INVALID, naming file and field. Files are TOML.',
      '## Agent',
      'File: `/etc/schooldrum/agent.toml`, on Windows `%ProgramData%\\Schooldrum\\agent.toml`, or `--config FILE`.',
      settingsTable(agent),
      '## Broker',
      'File: `DATA/broker.toml`, written by `schooldrum-broker init`. Change hosts and ports by running `init` again, since the certificate must follow.',
      settingsTable(broker),
      '## Console',
      'No file.',
      settingsTable(console),
      'Besides: `NO_COLOR` turns colours off.',
    ]),
};

function settingsTable(settings: Readonly<Record<string, Setting>>): string {
  return table(
    ['setting', 'environment', 'values', 'when absent', 'meaning'],
    Object.entries(settings).map(([name, { values, absent, meaning }]) => [
      code(name),
      code(environmentName(name)),
      values,
      absent,
      meaning,
    ]),
  );
}
