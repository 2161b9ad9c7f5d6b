import { z } from 'zod';
import { count, epochMs, text } from './scalars.ts';

const antivirusProduct = z.object({
  name: text(128),
  /** Windows SecurityCenter2 productState, raw: decoded by the broker's table. */
  productState: z.int().min(0).max(0xffffffff).optional(),
  version: text(64).optional(),
  signatureVersion: text(64).optional(),
  signatureAt: epochMs.optional(),
  isServiceRunning: z.boolean().optional(),
  isOnAccessRunning: z.boolean().optional(),
  isUpdaterRunning: z.boolean().optional(),
});

/** An empty list is a fact (none was found where this agent knows to look); an absent one is unknown. */
export const antivirus = z.object({ products: z.array(antivirusProduct).max(16).optional() });

const firewallSource = z.object({
  name: text(64),
  isEnabled: z.boolean().optional(),
  ruleCount: count.optional(),
});

export const firewall = z.object({ sources: z.array(firewallSource).max(16).optional() });

export const updates = z.object({
  isRebootPending: z.boolean().optional(),
  isAutomatic: z.boolean().optional(),
  lastCheckedAt: epochMs.optional(),
  lastInstalledAt: epochMs.optional(),
  pendingCount: count.optional(),
  pendingSecurityCount: count.optional(),
});

/** Counts only: no account name ever leaves the machine. */
export const accounts = z.object({
  total: count.optional(),
  interactive: count.optional(),
  administrators: count.optional(),
  withoutPassword: count.optional(),
});

const listener = z.object({
  protocol: z.enum(['tcp', 'udp']),
  port: z.int().min(1).max(65_535),
  isLoopbackOnly: z.boolean(),
});

export const exposure = z.object({
  listeners: z.array(listener).max(512).optional(),
  sshPermitsRootLogin: text(32).optional(),
  sshPermitsPasswords: z.boolean().optional(),
});
