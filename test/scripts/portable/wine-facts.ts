import { expect } from 'vitest';
import type { Reading } from '../../../shared/contract/readings.ts';
import type { CollectorOutcome } from '../../../shared/contract/report.ts';
import type { Section } from '../../../shared/domain/reading.ts';

const uninstall = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Drum';
const version = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
const policies = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System';

/** Key, value, type, data: what the test writes into the registry that it reads back. */
export const writtenValues = [
  [version, 'EditionID', 'REG_SZ', 'Education'],
  [version, 'UBR', 'REG_DWORD', '6937'],
  [policies, 'EnableLUA', 'REG_DWORD', '1'],
  [policies, 'ConsentPromptBehaviorAdmin', 'REG_DWORD', '5'],
  [uninstall, 'DisplayName', 'REG_SZ', 'Drum  Lesson REG_SZ 2'],
  [uninstall, 'DisplayVersion', 'REG_SZ', '1.2'],
] as const;

/** Sections that PowerShell alone answers. */
const silent: readonly Section[] = ['antivirus', 'accounts', 'peripherals', 'diskHealth'];

/** Facts of other sections that PowerShell alone answers. */
const silentFacts: Partial<Record<Section, readonly string[]>> = {
  system: ['licences', 'bootedAt'],
  hardware: ['batteries', 'graphics', 'pciDevices'],
  hardening: ['hasTpm', 'isTpmEnabled', 'tpmSpecVersion', 'powershellTwo'],
  storage: ['disks', 'volumes'],
};

const notAnswered = ['unsupported', 'failed'];

/** What reg.exe says is there; whatever PowerShell would have said has a reason, and no value. */
export function expectTruth(readings: readonly Reading[]): void {
  const of = (section: string): Reading | undefined =>
    readings.find((reading) => reading.section === section);
  expect(of('system')?.facts).toMatchObject({
    platform: 'windows',
    osId: 'windows',
    osEdition: 'Education',
    osRevision: 6937,
    isQuerySlow: false,
  });
  expect(of('hardening')?.facts).toMatchObject({ uacEnabled: 1, uacAdminPrompt: 5 });
  expect(of('software')?.facts).toMatchObject({
    packages: [{ name: 'Drum  Lesson REG_SZ 2', version: '1.2' }],
    total: 1,
  });
  for (const section of silent) expect.soft(of(section), section).toBeUndefined();
  for (const [section, names] of Object.entries(silentFacts)) {
    const { facts = {}, absent = {} } = of(section) ?? {};
    for (const name of of(section) === undefined ? [] : names) {
      expect.soft(facts, section).not.toHaveProperty(name);
      expect.soft(notAnswered, `${section}.${name}`).toContain(absent[name]);
    }
  }
}

/** Sections that PowerShell alone answers are not measured, and say why. */
export function expectSilence(outcomes: readonly CollectorOutcome[]): void {
  for (const section of silent) {
    const outcome = outcomes.find(({ collector }) => collector === section)?.outcome;
    expect.soft(notAnswered, section).toContain(outcome);
  }
}
