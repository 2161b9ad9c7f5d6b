import { expect, test } from 'vitest';
import { review } from '../../shared/contract/finding-rows.ts';
import { findingCodes } from '../../shared/domain/finding.ts';

/** A record as the first version wrote it: whoever audits it years later must still be able to read it. */
const recorded = {
  ...{ id: 7, schoolCode: '51-001', schoolName: 'TH Kim Đồng', month: '2026-11', asAt: 1_795_000_000_000 },
  ...{ recordedBy: 'u-aaaaaaaaaaaaaaaa', conclusion: 'Đạt' },
  machines: { total: 44, heard: 43 },
  counts: { open: 81, acknowledged: 1, accepted: 1, fixedInMonth: 1 },
  score: 23.5,
  unknown: [{ code: 'encryption-off', machines: 4 }],
  licences: [
    {
      ...{ id: 1, schoolCode: '51-001', schoolName: 'TH Kim Đồng', product: 'Kaspersky', seats: 40 },
      ...{ expiresOn: '2026-12-01', note: null, installs: 38, state: 'ending' },
    },
  ],
  coverage: {
    ...{ schoolCode: '51-001', schoolName: 'TH Kim Đồng', machines: 44 },
    ...{ licensed: 38, builtIn: 3, unlicensed: 2, unknown: 1 },
  },
  lines: [
    {
      ...{ deviceId: 'd-aaaaaaaaaaaaaaaa', hostname: 'PM1-MAY-01', room: 'PM1', seat: '1' },
      ...{ code: 'antivirus-off', severity: 'critical', basis: 'guidance', status: 'open' },
      ...{ since: 1_794_000_000_000, fixedAt: null, explainedBy: null, reason: null, acceptedUntil: null },
      evidence: [{ fact: 'antivirus.products[].productState', value: '393472' }],
      dueOn: '2026-11-25',
    },
  ],
};

test('a review that was recorded once is read for good', () => {
  expect(review.parse(recorded)).toEqual(recorded);
});

/** Codes stand in records, exports and scripts: one may be added, none taken away. */
const codesForGood = `
antivirus-off antivirus-expired antivirus-snoozed antivirus-outdated antivirus-unlicensed antivirus-tamper-open
antivirus-licence-ending os-unsupported os-support-ending os-not-activated os-foreign-activation updates-off updates-stale
restart-pending firewall-off disk-failing disk-worn array-degraded disk-full memory-low battery-worn frozen-disk clock-wrong
copied-key weak-identity query-slow encryption-off secure-boot-off secure-boot-old-certificates uac-off credentials-exposed
smb-one remote-desktop-open remote-desktop-without-login-check remote-control-tool risky-port ssh-weak guest-enabled auto-logon
account-without-password many-administrators autorun-on screen-lock-off review-overdue`;

test('no code of a finding is ever taken away', () => {
  const codes: readonly string[] = findingCodes;
  expect(
    codesForGood
      .trim()
      .split(/\s+/)
      .filter((code) => !codes.includes(code)),
  ).toEqual([]);
});
