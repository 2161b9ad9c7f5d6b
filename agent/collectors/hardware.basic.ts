import { ok } from '../../shared/domain/result.ts';
import type { CollectorContext, Measured } from '../collector.ts';
import { unsupported } from './facts.ts';
import { clip, defined } from './text.ts';

/** What the runtime gives on every platform; physical cores are not among it. */
export function readBasicHardware({ host }: CollectorContext): Promise<Measured<'hardware'>> {
  const facts = host.facts();
  const threads = facts.cpuThreads > 0 ? facts.cpuThreads : undefined;
  return Promise.resolve({
    vendor: unsupported,
    model: unsupported,
    serial: unsupported,
    chassisType: unsupported,
    boardVendor: unsupported,
    boardModel: unsupported,
    biosVendor: unsupported,
    biosVersion: unsupported,
    biosDate: unsupported,
    hypervisor: unsupported,
    cpu: ok(defined({ model: clip(facts.cpuModel, 128), threads })),
    memoryBytes: ok(facts.memoryBytes),
    memorySlots: unsupported,
    memorySlotCount: unsupported,
    maxMemoryBytes: unsupported,
    graphics: unsupported,
    pciDevices: unsupported,
    batteries: unsupported,
  });
}
