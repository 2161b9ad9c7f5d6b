import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runCli } from '../../../agent/cli.ts';
import { type JoinSheet, joinSheetDefinition } from '../../../broker/print/join-sheet.ts';
import { readSheetFonts } from '../../../broker/print/sheet-fonts.ts';
import { terminalQr } from '../../../broker/print/terminal-qr.ts';
import { formatJoinToken, parseJoinToken } from '../../../shared/contract/join-token.ts';
import { roles } from '../../../shared/domain/device.ts';
import { renderPdf } from '../../../shared/runtime/print/render-pdf.ts';
import { createText } from '../../../shared/text/create-text.ts';

const addresses = [{ host: 'drum.example.vn', mqttPort: 8883, httpsPort: 8443 }];
const token = formatJoinToken({
  ...{ addresses, caSha256: 'a1'.repeat(32), id: 'abcdefgh', secret: `${'Ab_-'.repeat(5)}Ab` },
  exp: 1_900_000_000_000,
});
const sheet: JoinSheet = {
  ...{ token, schoolCode: '0012', schoolName: 'Trường Tiểu học Nguyễn Thị Minh Khai', room: 'Phòng máy 1' },
  ...{
    role: 'student',
    uses: 60,
    seats: 40,
    expiresAt: 1_900_000_000_000,
    addresses,
    printedAt: 1_800_000_000_000,
  },
};

/** Every word of a document, in order. */
function wordsOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (Array.isArray(content)) return content.map(wordsOf).join('\n');
  if (typeof content !== 'object' || content === null) return '';
  const { text, stack, columns, ul, ol, table, body } = content as Record<string, unknown>;
  return [text, stack, columns, ul, ol, table, body]
    .map(wordsOf)
    .filter((part) => part !== '')
    .join('\n');
}

const definition = (over: Partial<JoinSheet> = {}, language: 'vi' | 'en' = 'vi') =>
  joinSheetDefinition(createText(language), { ...sheet, ...over });
const pagesOf = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;

test('the slip says where, how many, until when, and how a machine tells that it has joined', () => {
  const words = wordsOf(definition().content);
  for (const part of [
    'Trường Tiểu học Nguyễn Thị Minh Khai (0012)',
    'Phòng máy 1',
    'máy học sinh',
    '60',
    '40',
    '18/03/2030 00:46',
    'Đã kết nối: Trường Tiểu học Nguyễn Thị Minh Khai / Phòng máy 1 / chỗ 1 – máy thứ 1/40',
    'drum.example.vn',
  ]) {
    expect(words).toContain(part);
  }
  const printed = words.slice(words.indexOf('SD1.')).split('\nLưu')[0] ?? '';
  expect(parseJoinToken(printed)).toEqual(parseJoinToken(token));
});

test('without room, role or seats it says so instead of leaving a hole', () => {
  const words = wordsOf(definition({ room: null, role: null, seats: null }).content);
  expect(words).toContain('mọi phòng');
  expect(words).toContain('chưa khai báo');
  expect(words).not.toMatch(/null|undefined|\{/);
});

test.for(['vi', 'en'] as const)('every word of it is there in %s, whatever the role', (language) => {
  for (const role of [...roles, null]) {
    expect(wordsOf(definition({ role }, language).content)).not.toMatch(/\bsheet\.[a-z]|\{[a-z]+\}/);
  }
});

test.for(['vi', 'en'] as const)('the commands that it names exist (%s)', async (language) => {
  const words = wordsOf(definition({}, language).content);
  const named = new Set([...words.matchAll(/schooldrum-agent ([a-z-]+)/g)].map(([, name]) => name));
  expect([...named].sort()).toEqual(['doctor', 'explain', 'join', 'leave', 'prepare-image', 'run']);
  for (const name of named) {
    let help = '';
    const sink = {
      write: (text: string) => {
        help += text;
      },
    };
    const deps = { stdout: sink, stderr: sink, env: {} } as unknown as Parameters<typeof runCli>[1];
    expect(await runCli([name ?? '', '--help'], deps)).toBe(0);
    if (words.includes(`${name} --file`)) expect(help).toContain('--file');
  }
});

const drawn = (over: Partial<JoinSheet> = {}): Promise<Buffer> =>
  renderPdf(definition(over), readSheetFonts());

test('two A4 pages, the same bytes each time, and the secret only where it is shown', async () => {
  const [first, second] = [await drawn(), await drawn()];
  expect(first.equals(second)).toBe(true);
  expect(pagesOf(first)).toBe(2);
  expect(first.toString('latin1')).toMatch(/\/MediaBox \[0 0 595\.28 841\.89\]/);
  expect(first.toString('latin1')).not.toContain(token.slice(0, 40));
  expect((await drawn({ printedAt: 1 })).equals(first)).toBe(false);
});

test('long names and eight addresses still fit', async () => {
  const many = Array.from({ length: 8 }, (_, n) => ({
    host: `${'drum.'.repeat(10)}vn${n}`,
    mqttPort: 1,
    httpsPort: 2,
  }));
  const long = formatJoinToken({
    ...{ addresses: many, caSha256: 'a1'.repeat(32), id: 'abcdefgh', secret: 'A'.repeat(22), exp: 1.9e12 },
  });
  const over = {
    token: long,
    addresses: many,
    schoolName: 'Trường '.repeat(10).trim(),
    room: 'Phòng '.repeat(10),
  };
  expect(pagesOf(await drawn(over))).toBe(2);
});

test('a token for which no telephone could read the code has none', () => {
  const long = `SD1.${'A'.repeat(1_800)}`;
  expect(terminalQr(long)).toBeNull();
  expect(JSON.stringify(definition({ token: long }).content)).not.toContain('"qr"');
  expect(JSON.stringify(definition().content)).toContain('"qr"');
});

test('a code on the terminal is square, framed and readable on any background', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 300 }), (text) => {
      const lines = (terminalQr(text) ?? '').split('\n');
      const bare = lines.map((line) => stripVTControlCharacters(line));
      const widths = new Set(bare.map((line) => line.length));
      expect(widths.size).toBe(1);
      expect(bare.length).toBe(Math.ceil((bare[0]?.length ?? 0) / 2));
      expect(bare[0]?.trim()).toBe('');
      expect(bare.every((line) => /^[ █▀▄]+$/.test(line))).toBe(true);
    }),
    { numRuns: 30 },
  );
});
