import type {
  AntivirusInput,
  AntivirusProduct,
  DefenderStatus,
} from '../../shared/domain/antivirus-facts.ts';
import type { AntivirusState } from '../../shared/domain/device.ts';

export const asOfMs = Date.UTC(2026, 9, 5, 3);
const dayMs = 86_400_000;
export const ago = (days: number) => asOfMs - days * dayMs;

export const client = (products: readonly AntivirusProduct[], defender?: DefenderStatus): AntivirusInput => ({
  products,
  hasSecurityCenter: true,
  defender,
});
export const server = (products: readonly AntivirusProduct[], defender?: DefenderStatus): AntivirusInput => ({
  products,
  hasSecurityCenter: false,
  defender,
});
export const row = (productState: number, more: Partial<AntivirusProduct> = {}): AntivirusProduct => ({
  name: 'Product X',
  productState,
  ...more,
});

export const windowsDefender = { name: 'Windows Defender', productState: 0x061100 };
export const sleepingDefender = { name: 'Windows Defender', productState: 0x060100 };
const kaspersky = { name: 'Kaspersky Standard', productState: 0x041000, isProgramPresent: true };
const panda = { name: 'Panda Endpoint Protection', productState: 0x041010, isProgramPresent: false };
const normal: DefenderStatus = {
  runningMode: 'Normal',
  isServiceEnabled: true,
  isAntivirusEnabled: true,
  isRealTimeEnabled: true,
  signatureAgeDays: 1,
};

/** Every value that was seen on more than 10,000 machines, and those of collectors.md §2.1. */
export const productStates: readonly (readonly [productState: number, state: AntivirusState])[] = [
  [262144, 'off'],
  [262160, 'off'],
  [266240, 'on'],
  [266256, 'outdated'],
  [270336, 'snoozed'],
  [327680, 'off'],
  [327696, 'off'],
  [331776, 'on'],
  [344064, 'unknown'],
  [393216, 'off'],
  [393232, 'off'],
  [393472, 'off'],
  [393488, 'off'],
  [397312, 'on'],
  [397328, 'outdated'],
  [397568, 'on'],
  [397584, 'outdated'],
  [458752, 'off'],
  [462848, 'on'],
  [0x063000, 'expired'],
  [0x011000, 'unknown'],
  [0x061020, 'unknown'],
  [0x065000, 'unknown'],
  [0, 'unknown'],
  [0xffffffff, 'unknown'],
];

export const antivirusCases: readonly (readonly [
  name: string,
  input: AntivirusInput,
  state: AntivirusState,
])[] = [
  ['nothing could be read', {}, 'unknown'],
  ['no product where the agent knows to look', client([]), 'unknown'],
  ['a product that shows only its name', client([{ name: 'Bkav Pro' }]), 'unknown'],
  ['Defender sleeps beside another product that is on', client([sleepingDefender, kaspersky]), 'on'],
  ['Defender on, another product off', client([windowsDefender, row(262144)]), 'on'],
  ['two products on', client([kaspersky, windowsDefender]), 'on'],
  ['the only other product is snoozed, Defender sleeps', client([sleepingDefender, row(270336)]), 'snoozed'],
  ['Defender alone is off', client([sleepingDefender]), 'off'],
  ['both products off', client([sleepingDefender, row(262144)]), 'off'],
  [
    'a product in an undefined state beside a sleeping Defender',
    client([sleepingDefender, row(344064)]),
    'unknown',
  ],
  ['twins: one on with old definitions, one off and current', client([row(266256), row(262144)]), 'outdated'],
  ['twins: the newer one is on and current', client([row(266256), row(266240)]), 'on'],
  [
    'twins that differ in case and blanks alone',
    client([row(262144), row(266240, { name: 'product x ' })]),
    'on',
  ],
  [
    'a removed Panda beside Trend Micro',
    client([panda, row(266240, { name: 'Trend Micro Apex One' })]),
    'on',
  ],
  ['a removed Panda says nothing, Defender is off', client([panda, sleepingDefender]), 'off'],
  ['a removed product alone', client([{ ...panda, productState: 266240 }]), 'unknown'],
  ['a removed product that claims to be off', client([row(262144, { isProgramPresent: false })]), 'unknown'],
  ['an old row whose program nobody looked for', client([row(266240, { reportedAt: ago(90) })]), 'unknown'],
  [
    'an old row whose program is there',
    client([row(266240, { reportedAt: ago(90), isProgramPresent: true })]),
    'on',
  ],
  ['an old row of Defender itself', client([{ ...windowsDefender, reportedAt: ago(90) }]), 'on'],
  ['Defender normal', client([windowsDefender], normal), 'on'],
  [
    'Defender without real-time protection',
    client([windowsDefender], { ...normal, isRealTimeEnabled: false }),
    'off',
  ],
  ['Defender switched off', client([windowsDefender], { ...normal, isAntivirusEnabled: false }), 'off'],
  ['Defender passive, alone', client([windowsDefender], { ...normal, runningMode: 'Passive Mode' }), 'off'],
  [
    'Defender in SxS passive mode beside a product that is on',
    client([windowsDefender, kaspersky], { ...normal, runningMode: 'SxS Passive Mode' }),
    'on',
  ],
  [
    'Defender in EDR block mode, alone',
    client([windowsDefender], { ...normal, runningMode: 'EDR Block Mode' }),
    'off',
  ],
  [
    'F-Secure off beside a Defender wrongly reported enabled',
    client([windowsDefender, row(262144, { name: 'F-Secure Client Security 12.00' })], {
      runningMode: 'Not running',
      isAntivirusEnabled: false,
    }),
    'off',
  ],
  [
    'F-Secure on beside a Defender wrongly reported enabled',
    client([windowsDefender, row(331776, { name: 'F-Secure Client Security 12.00' })], {
      runningMode: 'Not running',
      isAntivirusEnabled: false,
    }),
    'on',
  ],
  ['Defender never updated', client([windowsDefender], { ...normal, signatureAgeDays: 65535 }), 'outdated'],
  [
    'Defender with the largest number as age',
    client([windowsDefender], { ...normal, signatureAgeDays: 0xffffffff }),
    'outdated',
  ],
  [
    'Defender with signatures of eight days',
    client([windowsDefender], { ...normal, signatureAgeDays: 8 }),
    'outdated',
  ],
  [
    'Defender with signatures of seven days',
    client([windowsDefender], { ...normal, signatureAgeDays: 7 }),
    'on',
  ],
  [
    'Defender in a mode that nobody knows, with its row on',
    client([windowsDefender], { runningMode: 'constructor' }),
    'on',
  ],
  ['Defender in a mode that nobody knows, without a row', client([], { runningMode: 'toString' }), 'unknown'],
  [
    'Defender off while the list could not be read',
    { defender: { ...normal, isRealTimeEnabled: false } },
    'unknown',
  ],
  ['Defender on while the list could not be read', { defender: normal }, 'on'],
  ['server, Defender normal', server([], normal), 'on'],
  [
    'server, Defender of before AMRunningMode',
    server([], { isAntivirusEnabled: true, isRealTimeEnabled: true, signatureAgeDays: 3 }),
    'on',
  ],
  ['server, Defender passive, nothing else', server([], { ...normal, runningMode: 'Passive Mode' }), 'off'],
  [
    'server, Defender not running beside Kaspersky with fresh bases',
    server([{ name: 'Kaspersky Endpoint Security', isServiceRunning: true, signatureAt: ago(1) }], {
      runningMode: 'Not running',
    }),
    'on',
  ],
  [
    'server, Defender not running beside a product with no more than a name',
    server([{ name: 'Bkav Endpoint' }], { runningMode: 'Not running' }),
    'unknown',
  ],
  [
    'server, a known service without a date of signatures',
    server([{ name: 'ESET Server Security', isServiceRunning: true }]),
    'unknown',
  ],
  [
    'server, a known service that does not run',
    server([{ name: 'ESET Server Security', isServiceRunning: false }]),
    'off',
  ],
  ['Server 2012 R2: neither Security Center nor Defender', server([]), 'unknown'],
  [
    'Kaspersky with an expired licence',
    client([{ ...kaspersky, licenceDaysLeft: 0 }, sleepingDefender]),
    'expired',
  ],
  [
    'Kaspersky whose licence ended yesterday',
    client([{ ...kaspersky, licenceEndsAt: ago(1) }, sleepingDefender]),
    'expired',
  ],
  [
    'Kaspersky with an expired licence beside a Defender that is on',
    client([{ ...kaspersky, licenceDaysLeft: -3 }, windowsDefender]),
    'on',
  ],
  [
    'Kaspersky renewed: two licences',
    client([
      { ...kaspersky, licenceDaysLeft: 0 },
      { ...kaspersky, licenceDaysLeft: 365 },
    ]),
    'on',
  ],
  [
    'ClamAV that scans on access',
    { products: [{ name: 'ClamAV', isOnAccessRunning: true, signatureAt: ago(1) }] },
    'on',
  ],
  [
    'ClamAV that is called',
    { products: [{ name: 'ClamAV', isServiceRunning: true, isOnAccessRunning: false }] },
    'unknown',
  ],
];
