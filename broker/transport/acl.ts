import { buildTopic } from '../../shared/contract/topics.ts';
import { publishTopics, readFilters, workerTopics } from './access.ts';
import type { Identity } from './transport.ts';

/** MQTT brokers for which the access rules can be written down beforehand. */
export const aclTargets = ['mosquitto', 'emqx'] as const;
export type AclTarget = (typeof aclTargets)[number];

/** One that may connect; `unitIds` is every unit of a user's grant. */
export type AclSubject = { readonly identity: Identity; readonly unitIds: readonly string[] };

type Grant = {
  readonly cn: string;
  readonly writes: readonly string[];
  readonly reads: readonly string[];
  /** A broker that can tell refuses retained messages but the status and the workers'. */
  readonly retains: readonly string[];
};

/**
 * Access control lines of another broker that takes the certificate's common name as the user name: for each identity
 * exactly its topics, in the order of the names, and nothing for anybody else.
 * @param workers common names of broker processes that take in for everybody
 */
export function aclLines(
  target: AclTarget,
  subjects: readonly AclSubject[],
  workers: readonly string[],
): string[] {
  const grants = [...subjects.map(grantOf), ...workers.map(workerGrant)].sort((a, b) =>
    a.cn < b.cn ? -1 : Number(a.cn > b.cn),
  );
  if (target === 'mosquitto') return grants.flatMap(mosquittoLines);
  return [...grants.flatMap(emqxRules), '{deny, all}.'];
}

function grantOf({ identity, unitIds }: AclSubject): Grant {
  const topics = publishTopics(identity);
  const nameOf = (topic: (typeof topics)[number]): string => buildTopic(topic);
  return {
    cn: identity.cn,
    writes: topics.map(nameOf),
    reads: readFilters(identity, unitIds),
    retains: topics.filter(({ kind }) => kind === 'status').map(nameOf),
  };
}

function workerGrant(cn: string): Grant {
  const { writes, reads } = workerTopics;
  return { cn, writes, reads, retains: writes };
}

function mosquittoLines({ cn, writes, reads }: Grant): string[] {
  return [
    `user ${cn}`,
    ...writes.map((topic) => `topic write ${topic}`),
    ...reads.map((filter) => `topic read ${filter}`),
  ];
}

function emqxRules({ cn, writes, reads, retains }: Grant): string[] {
  const plain = writes.filter((topic) => !retains.includes(topic));
  return [
    ...(plain.length === 0 ? [] : [emqxRule(cn, '{publish, [{retain, false}]}', plain)]),
    ...(retains.length === 0 ? [] : [emqxRule(cn, 'publish', retains)]),
    emqxRule(cn, 'subscribe', reads),
  ];
}

function emqxRule(cn: string, action: string, topics: readonly string[]): string {
  return `{allow, {username, "${cn}"}, ${action}, [${topics.map((topic) => `"${topic}"`).join(', ')}]}.`;
}

/** Settings of the other broker that the lines rely on, in its own language; `ca`, `certificate` and `key` are file names. */
export function listenerLines(target: AclTarget, port: number): readonly string[] {
  return target === 'mosquitto' ? mosquittoListener(port) : emqxListener(port);
}

/** Tried with mosquitto 2.0.11: the queue and persistence lines keep what is published while the workers are away. */
function mosquittoListener(port: number): readonly string[] {
  return [
    'per_listener_settings false',
    `listener ${port}`,
    'cafile ca.crt',
    'certfile server.crt',
    'keyfile server.key',
    'tls_version tlsv1.3',
    'require_certificate true',
    'use_identity_as_username true',
    'allow_anonymous false',
    'acl_file schooldrum.acl',
    'persistence true',
    'autosave_interval 1',
    'autosave_on_changes true',
    'max_queued_messages 100000',
    'max_inflight_messages 1000',
    'max_packet_size 65536',
    'persistent_client_expiration 7d',
  ];
}

function emqxListener(port: number): readonly string[] {
  return [
    'mqtt.max_packet_size = 64KB',
    'mqtt.max_inflight = 1000',
    'mqtt.max_mqueue_len = 100000',
    'mqtt.session_expiry_interval = 24h',
    'mqtt.peer_cert_as_username = cn',
    'mqtt.shared_subscription_strategy = hash_clientid',
    `listeners.ssl.default.bind = ${port}`,
    'listeners.ssl.default.ssl_options.cacertfile = "ca.crt"',
    'listeners.ssl.default.ssl_options.certfile = "server.crt"',
    'listeners.ssl.default.ssl_options.keyfile = "server.key"',
    'listeners.ssl.default.ssl_options.versions = ["tlsv1.3"]',
    'listeners.ssl.default.ssl_options.verify = verify_peer',
    'listeners.ssl.default.ssl_options.fail_if_no_peer_cert = true',
    'authorization.no_match = deny',
    'authorization.sources = [{type = file, enable = true, path = "schooldrum-acl.conf"}]',
  ];
}
