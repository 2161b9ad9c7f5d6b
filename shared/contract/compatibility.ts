import { contractVersion } from './limits.ts';

/** Contract versions that this build reads, newest first. */
export const spokenVersions: readonly number[] = [contractVersion];
