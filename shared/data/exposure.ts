import { z } from 'zod';
import { source } from '../contract/sourced.ts';
import type { KeyServerTable, PortRule, RemoteControlRule } from '../domain/judgement-tables.ts';
import { ruleStatuses } from '../domain/rule-status.ts';
import keyServers from './key-servers.json' with { type: 'json' };
import remoteControl from './remote-control.json' with { type: 'json' };
import riskyPorts from './risky-ports.json' with { type: 'json' };

const name = z.string().min(1).max(100).toLowerCase();
const basis = { status: z.enum(ruleStatuses), ...source };

const remoteControlSchema = z.array(
  z.object({
    product: z.string().min(1).max(64),
    packages: z.array(name).min(1),
    services: z.array(name),
    ...basis,
  }),
);

const portSchema = z.array(
  z.object({
    port: z.int().min(1).max(65_535),
    service: z.string().min(1).max(32),
    onlyPublic: z.boolean(),
    exceptWindows: z.boolean(),
    ...basis,
  }),
);

const keyServerSchema = z.array(z.object({ name, ...basis }));

/** Programs by which a machine is controlled from afar. */
export function shippedRemoteControl(): readonly RemoteControlRule[] {
  return remoteControlSchema.parse(remoteControl);
}

/** Ports that no machine of a school should open to others. */
export function shippedRiskyPorts(): readonly PortRule[] {
  return portSchema.parse(riskyPorts);
}

/** Ends of names of key management servers that an institution runs for itself. */
export function shippedKeyServers(): KeyServerTable {
  return { own: keyServerSchema.parse(keyServers).map((row) => row.name) };
}
