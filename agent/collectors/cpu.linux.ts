import type { Facts } from '../../shared/contract/readings.ts';
import { clip, defined, keyValues, wholeNumber } from './text.ts';

type Cpu = NonNullable<Facts['hardware']['cpu']>;

export type CpuInfo = {
  readonly cpu: Cpu;
  /** The processor says that it runs under a hypervisor; undefined where it cannot say (not x86). */
  readonly isVirtual: boolean | undefined;
};

const maxCount = 4096;

/**
 * /proc/cpuinfo of x86 and ARM. Physical cores are the distinct pairs of physical and core id;
 * where those are missing (ARM, some virtual machines) every processor is one.
 */
export function parseCpuInfo(text: string): CpuInfo | undefined {
  const blocks = text.split(/\n\s*\n/).map((block) => keyValues(block, ':'));
  const processors = blocks.filter((block) => wholeNumber(block.get('processor')) !== undefined);
  const first = processors[0];
  if (first === undefined) return undefined;
  const board = blocks.find((block) => block.has('Hardware'));
  const flags = first.get('flags');
  const threads = Math.min(processors.length, maxCount);
  return {
    cpu: defined({
      model: clip(first.get('model name') ?? board?.get('Hardware'), 128),
      vendor: clip(first.get('vendor_id'), 64),
      cores: Math.min(countCores(processors) ?? threads, maxCount),
      threads,
    }),
    isVirtual: flags === undefined ? undefined : ` ${flags} `.includes(' hypervisor '),
  };
}

function countCores(processors: readonly ReadonlyMap<string, string>[]): number | undefined {
  const cores = new Set<string>();
  for (const processor of processors) {
    const core = processor.get('core id');
    if (core === undefined) return undefined;
    cores.add(`${processor.get('physical id') ?? '0'}/${core}`);
  }
  return cores.size;
}
