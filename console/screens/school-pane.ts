import type { Text } from '../../shared/text/text.ts';
import { type Line, line, rule, span, wrap } from '../components/line.ts';
import { presenceGlyphs } from '../rows/device-rows.ts';
import { healthGlyphs, type SchoolLine, unprotected } from '../rows/school-rows.ts';
import { factLine } from './table.ts';

const dash = '—';

/** One school beside its list: the three numbers together, the need and why a figure is missing. */
export function drawSchoolPane(school: SchoolLine | undefined, text: Text, width: number): Line[] {
  const title = rule(width - 2, text.t('section.school'));
  if (school === undefined) return [title];
  const number = (value: number | null | undefined, digits = 0) =>
    value == null ? dash : text.number(value, digits);
  const { need } = school;
  return [
    title,
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
    factLine(text.t('pane.deficit'), deficitText(school, text), (need?.deficit ?? 0) > 0 ? 'bad' : 'plain'),
    ...problemLines(school, text, width),
    factLine(text.t('pane.presence'), presenceText(school, text)),
    factLine(text.t('pane.unprotected'), number(unprotected(school))),
    ...unknownRoleLines(school, text, width),
  ];
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
