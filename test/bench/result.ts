import { readFileSync } from 'node:fs';

/** One line of a bench: ours against a named peer, measured in the same run. */
export type BenchRow = {
  readonly name: string;
  readonly ours: number;
  /** null where the budget is absolute. */
  readonly peer: number | null;
  readonly ratio: number | null;
  readonly unit: string;
  readonly peerName: string;
  readonly runs: number;
};

/** How often each side is measured, and where progress is told. */
export type BenchOptions = { readonly runs: number; readonly say: (line: string) => void };

/** Builds a row from the runs of both; the median of each, because the machine is shared. */
export function compare(
  name: string,
  unit: string,
  ours: readonly number[],
  peer: { readonly name: string; readonly values: readonly number[] } | null,
): BenchRow {
  const mine = median(ours);
  const theirs = peer === null ? null : median(peer.values);
  const ratio = theirs === null || theirs === 0 ? null : Number((mine / theirs).toFixed(3));
  return {
    name,
    ours: round(mine),
    peer: theirs === null ? null : round(theirs),
    ratio,
    unit,
    peerName: peer?.name ?? 'budget',
    runs: ours.length,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function round(value: number): number {
  return Number(value.toPrecision(5));
}

/** CPU time (user + system) of a process so far, in seconds, from /proc/PID/stat; clock ticks are 100 a second on Linux. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Resident memory of a process in MB. */
export function residentMbOf(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match?.[1] ?? Number.NaN) / 1024;
}

/** Share of the machine's time that others took between two readings of /proc/stat: the noise of a run. */
export function readMachineTicks(): { readonly busy: number; readonly total: number } {
  const first = readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '';
  const ticks = first.trim().split(/\s+/).slice(1).map(Number);
  const total = ticks.reduce((sum, value) => sum + value, 0);
  return { busy: total - (ticks[3] ?? 0) - (ticks[4] ?? 0), total };
}
