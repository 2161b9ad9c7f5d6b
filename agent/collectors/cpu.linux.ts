import type { Facts } from '../../shared/contract/readings.ts';
import { clip, defined, keyValues, wholeNumber } from './text.ts';

type Cpu = NonNullable<Facts['hardware']['cpu']>;
type Processor = ReadonlyMap<string, string>;

export type CpuInfo = {
  readonly cpu: Cpu;
  /** The processor says that it runs under a hypervisor; undefined where it cannot say (not x86). */
  readonly isVirtual: boolean | undefined;
  /** The physical and core ids stand in the text itself: the cores need not be counted elsewhere. */
  readonly hasCoreIds: boolean;
};

const maxCount = 4096;

/**
 * /proc/cpuinfo of x86, ARM, POWER and IBM Z. Physical cores are the distinct pairs of physical and core id;
 * where those are missing (ARM, some virtual machines) every processor is one.
 */
export function parseCpuInfo(text: string): CpuInfo | undefined {
  const blocks = text.split(/\n\s*\n/).map((block) => keyValues(block, ':'));
  const processors = processorsOf(text, blocks);
  const first = processors[0];
  if (first === undefined) return undefined;
  const named = (key: string): string | undefined => blocks.find((block) => block.has(key))?.get(key);
  const flags = first.get('flags');
  const threads = Math.min(processors.length, maxCount);
  const cores = countCores(processors);
  return {
    cpu: defined({
      model: clip(first.get('model name') ?? named('Hardware') ?? first.get('cpu') ?? machineOf(text), 128),
      vendor: clip(first.get('vendor_id') ?? named('vendor_id') ?? first.get('CPU implementer'), 64),
      cores: Math.min(cores ?? threads, maxCount),
      threads,
    }),
    isVirtual: flags === undefined ? undefined : ` ${flags} `.includes(' hypervisor '),
    hasCoreIds: cores !== undefined,
  };
}

/** One block for each processor; IBM Z counts them by `cpu number`, or in one line each (`processor 0: version = FF, …`). */
function processorsOf(text: string, blocks: readonly Processor[]): readonly Processor[] {
  const numbered = (key: string): Processor[] =>
    blocks.filter((block) => wholeNumber(block.get(key)) !== undefined);
  const blocksFound = [numbered('processor'), numbered('cpu number')].find((found) => found.length > 0);
  if (blocksFound !== undefined) return blocksFound;
  return [...text.matchAll(/^processor \d{1,4}: .*$/gm)].map(() => new Map());
}

/** The machine type of IBM Z, such as 3906. */
function machineOf(text: string): string | undefined {
  return /^processor \d{1,4}: .*\bmachine = (\w{1,16})/m.exec(text)?.[1];
}

function countCores(processors: readonly Processor[]): number | undefined {
  const cores = new Set<string>();
  for (const processor of processors) {
    const core = processor.get('core id');
    if (core === undefined) return undefined;
    cores.add(`${processor.get('physical id') ?? '0'}/${core}`);
  }
  return cores.size;
}
