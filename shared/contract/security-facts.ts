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
  /** Security Center's own words on this row: when it last changed, and whether the program that it names is still on the disk. */
  reportedAt: epochMs.optional(),
  isProgramPresent: z.boolean().optional(),
  instanceId: text(64).optional(),
  /** Of the product's own licence. */
  licenceEndsAt: epochMs.optional(),
  licenceDaysLeft: z.int().min(-36_500).max(36_500).optional(),
  licenceType: z.int().min(0).max(0xffffffff).optional(),
});

/** MSFT_MpComputerStatus, raw: 65535 days is "no signatures", 4294967295 "never scanned". */
const defender = z.object({
  runningMode: text(64).optional(),
  isServiceEnabled: z.boolean().optional(),
  isAntivirusEnabled: z.boolean().optional(),
  isRealTimeEnabled: z.boolean().optional(),
  isOnAccessEnabled: z.boolean().optional(),
  isBehaviorMonitorEnabled: z.boolean().optional(),
  isDownloadScanEnabled: z.boolean().optional(),
  isTamperProtected: z.boolean().optional(),
  signatureAgeDays: z.int().min(0).max(0xffffffff).optional(),
  signatureAt: epochMs.optional(),
  signatureVersion: text(64).optional(),
  engineVersion: text(64).optional(),
  quickScanAgeDays: z.int().min(0).max(0xffffffff).optional(),
  fullScanAgeDays: z.int().min(0).max(0xffffffff).optional(),
  productStatus: z.int().min(0).max(0xffffffff).optional(),
});

/** An empty list is a fact (none was found where this agent knows to look); an absent one is unknown. */
export const antivirus = z.object({
  products: z.array(antivirusProduct).max(16).optional(),
  defender: defender.optional(),
  /** Windows Security Center answered; it does not exist on Windows Server. */
  hasSecurityCenter: z.boolean().optional(),
});

const firewallSource = z.object({
  name: text(64),
  isEnabled: z.boolean().optional(),
  ruleCount: count.optional(),
  /** Set by policy, which overrules `isEnabled`. */
  isEnabledByPolicy: z.boolean().optional(),
  /** Of a firewall that Security Center knows, raw. */
  productState: z.int().min(0).max(0xffffffff).optional(),
});

export const firewall = z.object({
  sources: z.array(firewallSource).max(16).optional(),
  /** Windows: the service without which no profile holds (MpsSvc), its Start value and whether it runs. */
  serviceStart: z.int().min(0).max(255).optional(),
  isServiceRunning: z.boolean().optional(),
});

export const updates = z.object({
  isRebootPending: z.boolean().optional(),
  isAutomatic: z.boolean().optional(),
  lastCheckedAt: epochMs.optional(),
  lastInstalledAt: epochMs.optional(),
  pendingCount: count.optional(),
  pendingSecurityCount: count.optional(),
  /** Windows, raw: the policy NoAutoUpdate and the Start value of wuauserv (4 is disabled). */
  noAutoUpdate: z.int().min(0).max(0xffffffff).optional(),
  serviceStart: z.int().min(0).max(255).optional(),
});

/** Counts only: no account name ever leaves the machine. */
export const accounts = z.object({
  total: count.optional(),
  interactive: count.optional(),
  administrators: count.optional(),
  withoutPassword: count.optional(),
  isGuestEnabled: z.boolean().optional(),
  /** Windows logs somebody in by itself, and whether their password lies in the registry: it never leaves. */
  hasAutoLogon: z.boolean().optional(),
  storesAutoLogonPassword: z.boolean().optional(),
  minPasswordLength: count.optional(),
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
  sshPermitsEmptyPasswords: z.boolean().optional(),
  sshPorts: z.array(z.int().min(1).max(65_535)).max(16).optional(),
  /** Names of services that start by themselves: remote control, antivirus and freeze products are told from them. */
  autoStartServices: z.array(text(64)).max(600).optional(),
});
