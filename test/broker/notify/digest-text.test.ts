import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { DigestFacts } from '../../../broker/notify/digest-facts.ts';
import { digestPage } from '../../../broker/notify/digest-text.ts';
import { wrapLines } from '../../../broker/notify/wrap-lines.ts';
import { lineKinds } from '../../../shared/contract/line-kinds.ts';
import { outageCauses } from '../../../shared/domain/outage.ts';
import { createText } from '../../../shared/text/create-text.ts';
import { fullDay, incident, quietDay } from './sample-digest.ts';

const languages = ['vi', 'en'] as const;
const texts = { vi: createText('vi'), en: createText('en') };

function expectGolden(name: string, facts: DigestFacts, language: (typeof languages)[number]): void {
  const { subject, text } = digestPage(facts, texts[language]);
  const shown = `${subject}\n\n${text}`;
  const path = fileURLToPath(new URL(`./goldens/${name}.${language}.txt`, import.meta.url));
  if (process.env.UPDATE_GOLDENS === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, shown);
  }
  expect(shown).toBe(readFileSync(path, 'utf8'));
}

describe.each(languages)('a digest in %s', (language) => {
  it('tells one of everything, gravest first', () => expectGolden('full-day', fullDay, language));

  it('of a quiet day is short', () => expectGolden('quiet-day', quietDay, language));

  it('has words and advice for every cause', () => {
    const open = outageCauses
      .filter((cause) => cause !== 'holiday')
      .map((cause) => incident({ cause }, { school: 'TH Kim Đồng' }));
    const { text } = digestPage({ ...quietDay, open }, texts[language]);
    expect(text).not.toMatch(/cause\.|digest\.|confidence\.|outage\./);
  });

  it('keeps to 78 columns of plain composed text, whatever things are called', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 200 });
    fc.assert(
      fc.property(name, name, name, (unitName, school, machine) => {
        const one = incident({}, { school, machine, line: { lineId: machine, isp: school } });
        const facts = { ...fullDay, unitName, open: [one, ...fullDay.open], ended: [one] };
        const { subject, text } = digestPage(facts, texts[language]);
        expect(subject).not.toMatch(/\p{Cc}/u);
        expect(text).toBe(text.normalize('NFC'));
        for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(78);
      }),
    );
  });

  it('of very many incidents fits one answer, and says how many are left out', () => {
    const school = 'Trường phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở '.repeat(3);
    const open = Array.from({ length: 4_000 }, (_, outageId) => incident({ outageId }, { school }));
    const weakLines = Array.from({ length: 500 }, () => ({ ...fullDay.weakLines[0]!, schoolName: school }));
    const page = digestPage({ ...fullDay, open, ended: open, weakLines }, texts[language]);
    expect(page.text).toContain(texts[language].number(3_940));
    expect(lineKinds.digestShow.body.parse(page)).toEqual(page);
  });
});

it('a name cannot begin a line or another header', () => {
  const page = digestPage({ ...quietDay, unitName: 'Xã A\r\nBcc: x@example.org\u2028\u202eB' }, texts.vi);
  expect(page.subject.split(/[\r\n\u2028]/)).toHaveLength(1);
  expect(page.text).not.toMatch(/^Bcc/m);
  expect(page.text).not.toContain('\u202e');
});

it('a word longer than a line is broken, none of it lost', () => {
  const word = 'đ'.repeat(200);
  expect(wrapLines(`${word} x`, ' - ').map((line) => line.trim())).toEqual([
    `- ${'đ'.repeat(75)}`,
    'đ'.repeat(75),
    `${'đ'.repeat(50)} x`,
  ]);
});
