import { err, ok } from '../../shared/domain/result.ts';
import { defined } from '../collectors/text.ts';
import { linesOf, splitPair } from './lines.ts';
import type { Parsed } from './parsed.ts';

export type UfwRule = {
  /** Of `ufw status numbered`. */
  readonly number?: number;
  readonly to: string;
  readonly action: 'allow' | 'deny' | 'reject' | 'limit';
  /** `in` where ufw does not say it. */
  readonly direction: 'in' | 'out' | 'forward';
  readonly from: string;
  readonly isV6: boolean;
  readonly comment?: string;
};

/** An application that ufw knows ports of: `ufw app info`. */
export type UfwApplication = {
  readonly profile: string;
  readonly title?: string;
  readonly description?: string;
  /** As ufw writes them, such as `6891:6900/tcp`. */
  readonly ports: readonly string[];
};

export type UfwStatus = {
  readonly isActive: boolean;
  /** off, or the level in brackets: low, medium, high, full. */
  readonly logging?: string;
  /** allow, deny, reject or disabled. */
  readonly defaultIncoming?: string;
  readonly defaultOutgoing?: string;
  readonly defaultRouted?: string;
  readonly rules: readonly UfwRule[];
};

const actions = { ALLOW: 'allow', DENY: 'deny', REJECT: 'reject', LIMIT: 'limit' } as const;
const directions = { IN: 'in', OUT: 'out', FWD: 'forward' } as const;

/** What `ufw status`, `verbose` or `numbered` printed in English, `ufw app info` or `ufw app list`. */
export function parseUfw(
  text: string,
): Parsed<UfwStatus | { readonly applications: readonly UfwApplication[] }> {
  const heads = headsOf(text);
  const status = heads.get('Status');
  if (status !== 'active' && status !== 'inactive') {
    const applications = [...applicationsOf(text), ...listedApplications(text)];
    return applications.length === 0 ? err('unrecognised') : ok({ applications });
  }
  const logging = heads.get('Logging');
  const defaults = heads.get('Default') ?? '';
  return ok(
    defined({
      isActive: status === 'active',
      logging: /^on \((\w+)\)/.exec(logging ?? '')?.[1] ?? logging,
      defaultIncoming: /(\w+) \(incoming\)/.exec(defaults)?.[1],
      defaultOutgoing: /(\w+) \(outgoing\)/.exec(defaults)?.[1],
      defaultRouted: /(\w+) \(routed\)/.exec(defaults)?.[1],
      rules: linesOf(text)
        .map(ruleOf)
        .filter((rule) => rule !== undefined)
        .toArray(),
    }),
  );
}

function headsOf(text: string): ReadonlyMap<string, string> {
  const heads = new Map<string, string>();
  for (const line of linesOf(text, 256)) {
    const pair = /^[A-Z][a-z ]{2,20}:/.test(line) ? splitPair(line, ':') : undefined;
    if (pair !== undefined && !heads.has(pair[0])) heads.set(pair[0], pair[1]);
  }
  return heads;
}

function ruleOf(line: string): UfwRule | undefined {
  const found = /\s(ALLOW|DENY|REJECT|LIMIT)(?: (IN|OUT|FWD))?(?=\s)/.exec(line);
  const action = actions[found?.[1] as keyof typeof actions];
  if (found === null || action === undefined) return undefined;
  const [, number] = /^\[ ?(\d{1,5})\]/.exec(line) ?? [];
  const before = line.slice(0, found.index);
  const to = (number === undefined ? before : before.slice(before.indexOf(']') + 1)).trim();
  const behind = line.slice(found.index + found[0].length);
  const hash = behind.indexOf('#');
  // What ufw says in brackets at the end of an outgoing or a logged rule.
  const from = (hash === -1 ? behind : behind.slice(0, hash))
    .trim()
    .replace(/ +\((?:out|log|log-all|, )+\)$/, '')
    .trim();
  const comment = hash === -1 ? '' : behind.slice(hash + 1).trim();
  return defined({
    number: number === undefined ? undefined : Number(number),
    to,
    action,
    direction: directions[found[2] as keyof typeof directions] ?? 'in',
    from,
    isV6: /\(v6\)|[0-9a-f]*:[0-9a-f]*:/i.test(`${to} ${from}`),
    comment: comment === '' ? undefined : comment,
  });
}

function applicationsOf(text: string): UfwApplication[] {
  const applications: { fields: Map<string, string>; ports: string[] }[] = [];
  let isInPorts = false;
  for (const line of linesOf(text)) {
    const pair = /^[A-Z][a-z]+:/.test(line) ? splitPair(line, ':') : undefined;
    if (pair?.[0] === 'Profile') applications.push({ fields: new Map(), ports: [] });
    const current = applications.at(-1);
    if (pair !== undefined) {
      isInPorts = pair[0] === 'Port' || pair[0] === 'Ports';
      current?.fields.set(pair[0], pair[1]);
    } else if (isInPorts && /^\s+\S/.test(line)) current?.ports.push(line.trim());
  }
  return applications.map(({ fields, ports }) =>
    defined({
      profile: fields.get('Profile') ?? '',
      title: fields.get('Title'),
      description: fields.get('Description'),
      ports,
    }),
  );
}

/** `ufw app list` gives names alone, without their ports. */
function listedApplications(text: string): UfwApplication[] {
  const names: string[] = [];
  let isInList = false;
  for (const line of linesOf(text, 256)) {
    if (line.startsWith('Available applications:')) isInList = true;
    else if (isInList && /^\s+\S/.test(line)) names.push(line.trim());
  }
  return names.map((profile) => ({ profile, ports: [] }));
}
