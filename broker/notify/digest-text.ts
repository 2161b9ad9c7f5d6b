import type { ServiceRow } from '../../shared/contract/line-rows.ts';
import { percentOf } from '../../shared/domain/percent.ts';
import { spanText } from '../../shared/text/span.ts';
import type { Text, TextKey } from '../../shared/text/text.ts';
import { type DigestFacts, type Incident, isQuiet, type WeakLine } from './digest-facts.ts';
import { adviceText, causeText, endedText, openText } from './incident-text.ts';
import { shortName, wrapLines } from './wrap-lines.ts';

/** What receivers read: a subject of one line, and plain text in lines of at most 78 columns. */
export type DigestPage = { readonly subject: string; readonly text: string };

/** More than anybody acts on in a morning; the rest is one command away. */
const maxOpen = 60;
const maxListed = 20;
const item = ' - ';

/** The digest in words: the same facts give the same page. */
export function digestPage(facts: DigestFacts, text: Text): DigestPage {
  const { atMs, ended, weakLines, servicesDown } = facts;
  const unit = shortName(facts.unitName);
  const count = text.number(facts.open.length);
  const state = facts.open.length === 0 ? text.t('digest.none') : text.t('digest.open', { count });
  const list = <T>(key: TextKey, rows: readonly T[], say: (row: T, text: Text) => string): string[] =>
    listLines(key, rows, say, text);
  const sections = [
    wrapLines(text.t('digest.title', { unit, at: text.dateTime(atMs) })),
    countLines(facts, text),
    isQuiet(facts) ? wrapLines(text.t('digest.quiet')) : [],
    ...openSections(facts, text),
    list('digest.ended', ended, endedText),
    list('digest.servicesDown', servicesDown, serviceText),
    list('digest.weakLines', weakLines, weakText),
    [text.t('digest.look'), '  schooldrum outages', `  schooldrum outages --school ${text.t('digest.code')}`],
    wrapLines(text.t('digest.automatic')),
  ];
  const shown = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return {
    subject: text.t('digest.subject', { unit, day: text.date(atMs), state }),
    text: `${shown.join('\n\n')}\n`.normalize('NFC'),
  };
}

function countLines({ counts }: DigestFacts, text: Text): string[] {
  const numbers = Object.entries(counts).map(([name, value]) => [name, text.number(value)]);
  return wrapLines(text.t('digest.counts', Object.fromEntries(numbers)));
}

function openSections({ open, atMs }: DigestFacts, text: Text): string[][] {
  if (open.length === 0) return [];
  const shown = open.slice(0, maxOpen);
  const groups = Map.groupBy(shown, ({ severity, cause, impact }) => `${severity} ${cause} ${impact}`);
  return [
    [text.t('digest.openTitle', { count: text.number(open.length) })],
    ...[...groups.values()].map((group) => groupLines(group, atMs, text)),
    moreLines(open.length - shown.length, text),
  ];
}

/** Incidents of one gravity and cause: what to do about them stands once. */
function groupLines(group: readonly Incident[], atMs: number, text: Text): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const title = `${text.t(`severity.${first.severity}`)}: ${causeText(first, text)} (${text.number(group.length)})`;
  return [
    ...wrapLines(title),
    ...wrapLines(text.t('digest.advice', { advice: adviceText(first, text) }), '   '),
    ...group.flatMap((incident) => wrapLines(openText(incident, atMs, text), item)),
  ];
}

function listLines<T>(
  title: TextKey,
  rows: readonly T[],
  say: (row: T, text: Text) => string,
  text: Text,
): string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, maxListed);
  return [
    text.t(title, { count: text.number(rows.length) }),
    ...shown.flatMap((row) => wrapLines(say(row, text), item)),
    ...moreLines(rows.length - shown.length, text),
  ];
}

function moreLines(count: number, text: Text): string[] {
  return count > 0 ? wrapLines(text.t('digest.more', { count: text.number(count) })) : [];
}

function weakText(
  { id, schoolName, availability, promisedPercent, downMinutes }: WeakLine,
  text: Text,
): string {
  return text.t('digest.weakLine', {
    line: schoolName === null ? id : `${shortName(schoolName)}, ${id}`,
    measured: text.number(percentOf(availability, 2), 2),
    promised: text.number(promisedPercent, 2),
    span: spanText(downMinutes * 60_000, text),
  });
}

function serviceText({ name, service, failingAt, checkedBy }: ServiceRow, text: Text): string {
  const [failing, all] = [text.number(failingAt), text.number(checkedBy)];
  return text.t('digest.serviceDown', { name: name === '' ? service : shortName(name), failing, all });
}
