/** What one key or machine may ask for within {@link capMs}. */
export const capMs = 86_400_000;

/**
 * New ids of copies of one machine, and of copies of those: a lab of 40 and its teacher's machine, with a margin. Beyond it
 * newcomers wait for an operator.
 */
export const maxCopiesPerModel = 64;

/** Beyond this no copy gets an id at all: the largest school behind one address. */
export const maxNewcomersPerModel = 512;

/** Copies of copies: an image that was made anew each year of the machines it was put on, over their lives and more. */
export const maxGenerations = 100;

/** Newcomers from a key beyond this multiple of the machines that the school declared wait for an operator. */
export const declaredMargin = 1.2;

/** Certificates over one key: a renewal a year is one, and clocks may jump. */
export const maxRenewalsPerKey = 8;

/** Certificates over new keys of one machine: a frozen one makes a key at each start, and is started for each lesson. */
export const maxNewKeysPerMachine = 32;

/** A machine is re-imaged twice when the first time failed; more often it is somebody who plays. */
export const maxRecoveriesPerMachine = 3;

/** A certificate of 400 days is renewed in its last quarter: summer holidays of three months fit in. */
export const renewalWindowMs = 100 * 86_400_000;
