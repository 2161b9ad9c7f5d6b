import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { Address } from '../../shared/contract/scalars.ts';
import { type Role, userRoles } from '../../shared/domain/device.ts';
import { sections } from '../../shared/domain/reading.ts';
import type { Text, TextKey } from '../../shared/text/text.ts';
import { maxQrCharacters } from './qr-size.ts';

/** What the two pages tell. Times are ms UTC. */
export type JoinSheet = {
  readonly token: string;
  readonly schoolCode: string;
  readonly schoolName: string;
  readonly room: string | null;
  readonly role: Role | null;
  readonly uses: number;
  readonly seats: number | null;
  readonly expiresAt: number;
  readonly addresses: readonly Address[];
  readonly printedAt: number;
};

const millimetre = 72 / 25.4;
const margin = 18 * millimetre;
const grey = '#444444';
const line = '#999999';
/** The others are the same broker by other names. */
const maxHosts = 2;
const blank = '.'.repeat(48);

/**
 * Two A4 pages that go with a join token: what the officer does in the room, and what the headmaster is told. Pure: the
 * same sheet gives the same document.
 */
export function joinSheetDefinition(text: Text, sheet: JoinSheet): TDocumentDefinitions {
  const title = text.t('sheet.title', { school: sheet.schoolName });
  return {
    pageSize: 'A4',
    pageMargins: [margin, margin, margin, margin],
    info: { title, producer: 'Schooldrum', creator: 'Schooldrum', creationDate: new Date(sheet.printedAt) },
    language: text.language,
    displayTitle: true,
    defaultStyle: { fontSize: 9.5, lineHeight: 1.12 },
    styles: {
      title: { fontSize: 17, bold: true },
      heading: { fontSize: 11.5, bold: true, margin: [0, 9, 0, 3] },
      command: { bold: true },
      small: { fontSize: 8.5, color: grey },
    },
    footer: (page) => ({
      text: text.t('sheet.footer', { date: text.dateTime(sheet.printedAt), page: String(page) }),
      style: 'small',
      alignment: 'right',
      margin: [margin, 14, margin, 0],
    }),
    content: [...slip(text, sheet), ...notice(text, sheet)],
  };
}

/** For whoever stands in the room. */
function slip(text: Text, sheet: JoinSheet): Content[] {
  const { schoolName, schoolCode, room, role, uses, seats, expiresAt, token } = sheet;
  const facts: [string, string][] = [
    [text.t('sheet.school'), `${schoolName} (${schoolCode})`],
    [text.t('sheet.room'), room ?? text.t('sheet.room.any')],
    [text.t('sheet.role'), text.t(`sheet.role.${role ?? 'unknown'}`)],
    [text.t('sheet.uses'), text.number(uses)],
    [text.t('sheet.seats'), seats === null ? text.t('sheet.seats.unknown') : text.number(seats)],
    [text.t('sheet.until'), text.dateTime(expiresAt)],
  ];
  return [
    { text: text.t('sheet.slip'), style: 'title' },
    {
      columns: [
        {
          width: '*',
          margin: [0, 8, 0, 0],
          layout: 'noBorders',
          table: {
            widths: ['auto', '*'],
            body: facts.map(([name, value]) => [name, { text: value, bold: true }]),
          },
        },
        ...(token.length > maxQrCharacters
          ? []
          : [{ width: 'auto', qr: token, fit: 165, eccLevel: 'L' } as const]),
      ],
      columnGap: 12,
    },
    heading(text, 'sheet.token'),
    printedToken(token),
    { text: text.t('sheet.token.file'), margin: [0, 3, 0, 0] },
    heading(text, 'sheet.windows'),
    { ol: listOf(text, ['sheet.windows.1', 'sheet.windows.2', 'sheet.windows.3']) },
    heading(text, 'sheet.linux'),
    {
      ol: [
        { text: 'schooldrum-agent join --file token.txt', style: 'command' },
        { text: 'schooldrum-agent run', style: 'command' },
      ],
    },
    { text: text.t('sheet.linux.service'), margin: [0, 3, 0, 0] },
    heading(text, 'sheet.done'),
    boxed({ text: endLine(text, sheet), bold: true }),
    { text: text.t('sheet.done.check'), margin: [0, 3, 0, 0] },
    heading(text, 'sheet.frozen'),
    { ul: listOf(text, ['sheet.frozen.1', 'sheet.frozen.2', 'sheet.frozen.3']) },
    heading(text, 'sheet.ask'),
    { text: text.t('sheet.ask.fields', { blank }) },
    { text: text.t('sheet.secret'), bold: true, margin: [0, 8, 0, 0] },
  ];
}

/** A blank or a line break that copying adds is forgiven when the token is read. */
function printedToken(token: string): Content {
  const [fontSize, perLine] = token.length > 1_000 ? [5.5, 118] : [7.5, 88];
  const lines = Array.from({ length: Math.ceil(token.length / perLine) }, (_, index) =>
    token.slice(index * perLine, (index + 1) * perLine),
  );
  return boxed({ text: lines.join('\n'), fontSize, lineHeight: 1.1 });
}

/** The line with which a join ends, of the first machine. */
function endLine(text: Text, { schoolName, room, seats }: JoinSheet): string {
  const place = [schoolName, room, text.t('agent.place.seat', { seat: 1 })].filter((part) => part !== null);
  const words = { place: place.join(' / '), number: 1 };
  return text.t('agent.joined', {
    place:
      seats === null
        ? text.t('agent.joined.number', words)
        : text.t('agent.joined.numberOf', { ...words, seats }),
  });
}

/** For whoever answers for the school. */
function notice(text: Text, sheet: JoinSheet): Content[] {
  const { schoolName, room, uses, addresses } = sheet;
  const place = room === null ? schoolName : `${schoolName}, ${room}`;
  const hosts = [...new Set(addresses.map(({ host }) => host))].slice(0, maxHosts).join(', ');
  const read = sections.map((section) => text.t(`sheet.read.${section}`));
  const half = Math.ceil(read.length / 2);
  return [
    { text: text.t('sheet.notice'), style: 'title', pageBreak: 'before' },
    { text: text.t('sheet.notice.why'), margin: [0, 6, 0, 0] },
    heading(text, 'sheet.which'),
    { text: text.t('sheet.which.text', { place, uses: text.number(uses) }) },
    heading(text, 'sheet.read'),
    { columns: [{ ul: read.slice(0, half) }, { ul: read.slice(half) }], columnGap: 14 },
    { text: text.t('sheet.read.all'), margin: [0, 3, 0, 0] },
    heading(text, 'sheet.unread'),
    { text: text.t('sheet.unread.text') },
    { text: text.t('sheet.unread.personal'), margin: [0, 3, 0, 0] },
    heading(text, 'sheet.where'),
    { text: text.t('sheet.where.text', { hosts }) },
    heading(text, 'sheet.who'),
    { ul: userRoles.map((role) => text.t(`sheet.who.${role}`)) },
    heading(text, 'sheet.remove'),
    { text: text.t('sheet.remove.text') },
    heading(text, 'sheet.contact'),
    { text: text.t('sheet.contact.fields', { blank }), margin: [0, 0, 0, 10] },
    { columns: [signature(text, 'sheet.sign.officer'), signature(text, 'sheet.sign.head')] },
  ];
}

function heading(text: Text, key: TextKey): Content {
  return { text: text.t(key), style: 'heading' };
}

function listOf(text: Text, keys: readonly TextKey[]): string[] {
  return keys.map((key) => text.t(key));
}

function boxed(cell: TableCell): Content {
  const thin = (): number => 0.7;
  const pad = (): number => 6;
  return {
    table: { widths: ['*'], body: [[cell]] },
    layout: {
      ...{ hLineWidth: thin, vLineWidth: thin, hLineColor: () => line, vLineColor: () => line },
      ...{ paddingLeft: pad, paddingRight: pad, paddingTop: () => 4, paddingBottom: () => 4 },
    },
  };
}

function signature(text: Text, key: TextKey): Content {
  return { stack: [text.t(key), { text: text.t('sheet.sign.hint'), style: 'small' }], alignment: 'center' };
}
