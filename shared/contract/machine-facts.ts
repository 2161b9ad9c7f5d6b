import { z } from 'zod';
import { bytes, count, epochMs, text } from './scalars.ts';

const cpu = z.object({
  model: text(128).optional(),
  vendor: text(64).optional(),
  /** Physical cores: distinct physical and core ids. */
  cores: z.int().min(1).max(4096).optional(),
  threads: z.int().min(1).max(4096).optional(),
  maxMhz: z.number().min(0).max(100_000).optional(),
});

const memorySlot = z.object({
  locator: text(64).optional(),
  sizeBytes: bytes.optional(),
  /** SMBIOS memory type, raw (DMTF DSP0134 §7.18.2): 26 is DDR4. */
  typeCode: z.int().min(0).max(255).optional(),
  speedMhz: count.optional(),
  manufacturer: text(64).optional(),
  partNumber: text(64).optional(),
});

const graphicsCard = z.object({
  model: text(128).optional(),
  memoryBytes: bytes.optional(),
  driverVersion: text(64).optional(),
});

const pciDevice = z.object({
  slot: text(16),
  vendorId: text(8),
  deviceId: text(8),
  classId: text(8),
  driver: text(64).optional(),
});

const battery = z.object({
  designWh: z.number().min(0).optional(),
  fullWh: z.number().min(0).optional(),
  cycles: count.optional(),
});

export const hardware = z.object({
  vendor: text(128).optional(),
  model: text(128).optional(),
  serial: text(128).optional(),
  /** SMBIOS chassis type, raw. */
  chassisType: z.int().min(0).max(255).optional(),
  boardVendor: text(128).optional(),
  boardModel: text(128).optional(),
  biosVendor: text(128).optional(),
  biosVersion: text(128).optional(),
  /** As the firmware writes it, such as 04/01/2014. */
  biosDate: text(32).optional(),
  /** Hypervisor name as the machine shows it (kvm, vmware, hyperv, xen…); `none` on bare metal. */
  hypervisor: text(32).optional(),
  cpu: cpu.optional(),
  /** MemTotal × 1024. */
  memoryBytes: bytes.optional(),
  /** Modules that are there. */
  memorySlots: z.array(memorySlot).max(64).optional(),
  /** Slots on the board, filled or not, and the most memory that it takes (DMTF DSP0134 §7.17). */
  memorySlotCount: z.int().min(0).max(1024).optional(),
  maxMemoryBytes: bytes.optional(),
  graphics: z.array(graphicsCard).max(16).optional(),
  pciDevices: z.array(pciDevice).max(256).optional(),
  batteries: z.array(battery).max(8).optional(),
});

/** A row of Windows' software licensing, raw: which product, its LicenseStatus, how many minutes of grace are left. */
const licence = z.object({
  application: z.enum(['windows', 'office', 'esu', 'other']),
  name: text(128).optional(),
  status: z.int().min(0).max(255),
  graceMinutes: count.optional(),
  /** Of a volume licence: the key management server that it was activated by. */
  kmsHost: text(253).optional(),
});

export const system = z.object({
  platform: z.enum(['linux', 'windows', 'darwin', 'other']).optional(),
  osId: text(64).optional(),
  osName: text(128).optional(),
  osVersion: text(64).optional(),
  osBuild: text(64).optional(),
  /** EditionID on Windows, VARIANT_ID on Linux. */
  osEdition: text(64).optional(),
  /** Such as 22H2: DisplayVersion, ReleaseId before 20H2. */
  osRelease: text(32).optional(),
  /** UBR: the number behind the build, which each monthly update raises. */
  osRevision: count.optional(),
  /** Windows: Client, Server, Server Core. */
  installationType: text(32).optional(),
  installedAt: epochMs.optional(),
  licences: z.array(licence).max(32).optional(),
  kernel: text(128).optional(),
  architecture: text(32).optional(),
  /** Plain, or `h-` and a hash where the school or the role asks for it. */
  hostname: text(253).optional(),
  bootedAt: epochMs.optional(),
  timeZone: text(64).optional(),
  /** Windows answers questions too slowly: the agent asks it less often for a while. */
  isQuerySlow: z.boolean().optional(),
});

/** The heartbeat: small, read at every tick; while the connection stands, most are spared. */
export const usage = z.object({
  cpuPercent: z.number().min(0).max(100).optional(),
  memoryAvailableBytes: bytes.optional(),
  swapUsedBytes: bytes.optional(),
  systemFreeBytes: bytes.optional(),
  osUptimeSeconds: count.optional(),
  gatewayReachable: z.boolean().optional(),
  gatewayLatencyMs: z.number().min(0).max(60_000).optional(),
});

const interfaceAddress = z.object({
  family: z.enum(['ipv4', 'ipv6']),
  address: text(64),
  prefixLength: z.int().min(0).max(128).optional(),
});

/** The wireless link, without the names of networks and without neighbours. Signal as dBm where the driver tells it, else per cent. */
const wifiLink = z.object({
  band: z.enum(['2.4', '5', '6']).optional(),
  channel: z.int().min(1).max(255).optional(),
  signalDbm: z.number().min(-200).max(50).optional(),
  signalPercent: z.number().min(0).max(100).optional(),
  rateMbps: z.number().min(0).max(1e6).optional(),
});

export const networkInterface = z.object({
  name: text(64),
  kind: z.enum(['ethernet', 'wifi', 'virtual', 'other']).optional(),
  isUp: z.boolean().optional(),
  speedMbps: count.optional(),
  isFullDuplex: z.boolean().optional(),
  driver: text(64).optional(),
  addresses: z.array(interfaceAddress).max(16).optional(),
  wifi: wifiLink.optional(),
});

export const network = z.object({
  interfaces: z.array(networkInterface).max(64).optional(),
  gateway: text(64).optional(),
  gatewayInterface: text(64).optional(),
  dnsServers: z.array(text(64)).max(16).optional(),
});

const softwarePackage = z.object({
  name: text(200),
  version: text(100).optional(),
  publisher: text(200).optional(),
  /** YYYY-MM-DD, where the package says so. */
  installedOn: text(10).optional(),
});

export const software = z.object({
  source: z.enum(['dpkg', 'rpm', 'registry', 'applications']).optional(),
  packages: z.array(softwarePackage).max(10_000).optional(),
  total: count.optional(),
});
