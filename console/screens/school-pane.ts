import type { Text } from '../../shared/text/text.ts';
import { fold, type Line, line, rule, span, wrap } from '../components/line.ts';
import { presenceGlyphs } from '../rows/device-rows.ts';
import { healthGlyphs, type SchoolLine, unprotected } from '../rows/school-rows.ts';
import { uncountedText } from '../rows/uncounted.ts';
import { factLine } from './table.ts';

const dash = '—';

/**
 * One school beside its list: the three numbers together, the need, and why a figure is what it is or missing.
 * @param uncounted its machines that are not counted, by reason
 */
export function drawSchoolPane(
  school: SchoolLine | undefined,
  uncounted: ReadonlyMap<string, number> | undefined,
  text: Text,
  width: number,
): Line[] {
  const title = rule(width - 2, text.t('section.school'));
  if (school === undefined) return [title];
  const number = (value: number | null | undefined, digits = 0) =>
    value == null ? dash : text.number(value, digits);
  const { need } = school;
  const lines = [
    [span(`${healthGlyphs[school.health]} ${school.schoolName}`, 'title')],
    line(
      [school.schoolCode, school.level, school.commune]
        .filter((part) => part !== null && part !== '')
        .join(' · '),
    ),
    factLine(
      text.t('pane.declared'),
      [school.declared, school.registered, school.usable].map((value) => number(value)).join(' · '),
    ),
    factLine(text.t('pane.students'), `${number(school.students)} · ${number(school.informaticsStudents)}`),
    factLine(text.t('pane.ratio'), number(school.ratio, 1)),
    factLine(text.t('pane.needed'), `${number(need?.neededLetter)} · ${number(need?.neededTeachable)}`),
    ...deficitReasonLines(school, uncounted, text, width),
    factLine(text.t('pane.presence'), presenceText(school, text)),
    factLine(text.t('pane.unprotected'), number(unprotected(school))),
    ...unknownRoleLines(school, text, width),
  ];
  return [title, ...lines.flatMap((one) => fold(one, width - 2))];
}

/** What is missing, from which numbers, which machines do not count, and which data nobody gave. */
export function deficitReasonLines(
  school: SchoolLine,
  uncounted: ReadonlyMap<string, number> | undefined,
  text: Text,
  width: number,
): Line[] {
  const { need } = school;
  const reasons = uncountedText(uncounted, text);
  return [
    factLine(text.t('pane.deficit'), deficitText(school, text), (need?.deficit ?? 0) > 0 ? 'bad' : 'plain'),
    ...wrap(sumText(need, text), width - 2).map((part) => line(part, 'muted')),
    ...(reasons === ''
      ? []
      : wrap(`${text.t('plan.notCounted')}: ${reasons}`, width - 2).map((part) => line(part))),
    ...problemLines(school, text, width),
  ];
}

/** Which numbers the deficit is the difference of; empty where there is none. */
function sumText(need: SchoolLine['need'], text: Text): string {
  if (need === null || need.deficit === null) return '';
  return text.t(need.basis === 'measured' ? 'plan.sum.measured' : 'plan.sum.declared', {
    needed: text.number(need.needed ?? 0),
    declared: text.number(need.declared ?? 0),
    usable: text.number(need.usable),
  });
}

function deficitText({ need }: SchoolLine, text: Text): string {
  if (need?.deficit == null) return dash;
  return `${text.number(need.deficit)} (${text.t(`basis.${need.basis}`)})`;
}

function presenceText(school: SchoolLine, text: Text): string {
  return (['online', 'quiet', 'silent', 'missing'] as const)
    .map((presence) => `${presenceGlyphs[presence]} ${text.number(school[presence])}`)
    .join('  ');
}

function problemLines({ need }: SchoolLine, text: Text, width: number): Line[] {
  const problems = (need?.missing ?? []).map(({ level, reason }) =>
    [text.t(`missing.${reason}`), level ?? ''].join(' ').trim(),
  );
  if (problems.length === 0) return [];
  return wrap(`${text.t('pane.problem')}: ${problems.join(', ')}`, width - 2).map((part) =>
    line(part, 'warn'),
  );
}

function unknownRoleLines(school: SchoolLine, text: Text, width: number): Line[] {
  if (school.unknownRole === 0) return [];
  return [
    line(`? ${text.t('section.unknownRole', { count: school.unknownRole })}`, 'warn'),
    ...wrap(text.t('unknownRole.how'), width - 2).map((part) => line(part, 'muted')),
  ];
}
