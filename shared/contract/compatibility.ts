import { contractVersion } from './limits.ts';

/** Contract versions that this build reads, newest first. */
export const spokenVersions: readonly number[] = [contractVersion];

/** The newest version that both sides speak, or null: an agent that finds none keeps its outbox and says so. */
export function commonVersion(theirs: readonly number[]): number | null {
  return spokenVersions.find((version) => theirs.includes(version)) ?? null;
}
