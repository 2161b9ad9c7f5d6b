import type { Totals } from '../../shared/contract/view.ts';
import type { SchoolLevel } from '../../shared/domain/device.ts';
import type { Needs } from '../../shared/domain/need.ts';
import type { SchoolNeed } from '../../shared/domain/need-school.ts';
import { roundedRatio } from '../../shared/domain/ratio.ts';
import type { Text } from '../../shared/text/text.ts';
import { type Line, type Span, span } from '../components/line.ts';
import { presenceGlyphs } from '../rows/device-rows.ts';

/** What the figures are made of; those that are not fresh carry a `?`. */
export type Figures = {
  readonly totals: Totals;
  /** Student machines that the schools declare; null when none does. */
  readonly declared: number | null;
  readonly needs: Needs | null;
  readonly isFresh: boolean;
};

/** The fleet's figures in four lines: machines, what is declared and usable, pupils per machine, protection. */
export function figureLines(figures: Figures, text: Text): Line[] {
  const { totals } = figures;
  const share = totals.devices === 0 ? '' : ` (${Math.round((totals.online * 100) / totals.devices)}%)`;
  const old = figures.isFresh ? '' : '?';
  const machines: Line = [
    span(` ${text.t('kpi.devices', { count: text.number(totals.devices) })}${old}  `, 'title'),
    span(`${presenceGlyphs.online} ${text.number(totals.online)}${share}`, 'good'),
    span(`  ${presenceGlyphs.quiet} ${text.number(totals.quiet)}`),
    span(`  ${presenceGlyphs.silent} ${text.number(totals.silent)}`, 'warn'),
    span(`  ${presenceGlyphs.missing} ${text.number(totals.missing)}`, 'bad'),
    span(`   ${text.t('kpi.schools', { count: text.number(totals.schools) })}`, 'title'),
  ];
  return [machines, countLine(figures, text), ratioLine(figures, text), protectionLine(figures, text)];
}

/** The three numbers side by side, and the two deficits apart. */
function countLine({ totals, declared, needs }: Figures, text: Text): Line {
  const counts = {
    declared: declared === null ? '—' : text.number(declared),
    registered: text.number(totals.registered),
    usable: text.number(totals.usable),
  };
  return [span(` ${text.t('kpi.counts', counts)}`), ...deficitSpans(needs, text)];
}

function deficitSpans(needs: Needs | null, text: Text): Span[] {
  if (needs === null) return [];
  const { deficit, deficitDeclared } = needs.totals;
  const values = { measured: text.number(deficit), declared: text.number(deficitDeclared) };
  return [span(`  ${text.t('kpi.deficit', values)}`, deficit + deficitDeclared > 0 ? 'bad' : 'good')];
}

function protectionLine({ totals }: Figures, text: Text): Line {
  const percent = (part: number) =>
    totals.devices === 0 ? '—' : `${Math.round((part * 100) / totals.devices)}%`;
  // Where nothing is known, nobody is unprotected.
  const isKnown = totals.antivirusUnknown < totals.devices;
  const protection = {
    on: isKnown ? percent(totals.antivirusOn) : '—',
    unknown: percent(totals.antivirusUnknown),
  };
  return [
    span(` ${text.t('kpi.antivirus', protection)}`),
    span(
      `   ${text.t('kpi.unknownRole', { count: text.number(totals.unknownRole) })}`,
      totals.unknownRole > 0 ? 'warn' : 'plain',
    ),
    span(`   ${text.t('kpi.pending', { count: text.number(totals.pending) })}`),
  ];
}

function ratioLine({ needs }: Figures, text: Text): Line {
  const groups = levelRatios(needs?.schools ?? []);
  const ratios =
    groups.length === 0
      ? // Not asked yet, or not for this user: nothing is said of the data.
        [span(needs === null ? '—' : text.t('kpi.noRatio'), 'muted')]
      : groups.flatMap((group) => ratioSpans(group, text));
  return [span(` ${text.t('kpi.ratio')}  `, 'title'), ...ratios];
}

function ratioSpans({ level, ratio, norm }: LevelRatio, text: Text): Span[] {
  const name = level ?? text.t('kpi.severalLevels');
  const figure = `${name} ${text.number(ratio, 1)}`;
  if (norm === null) return [span(`${figure}  `)];
  const isEnough = ratio <= norm;
  return [span(`${figure}${isEnough ? '✓' : '▲'}/${norm}  `, isEnough ? 'good' : 'warn')];
}

/** Sum of the schools that declare; null when none does. */
export function declaredBy(schools: readonly { readonly declared: number | null }[]): number | null {
  const known = schools.flatMap(({ declared }) => declared ?? []);
  return known.length === 0 ? null : known.reduce((sum, declared) => sum + declared, 0);
}

type LevelRatio = {
  /** Null for schools of several levels, whose machines serve all of them. */
  readonly level: SchoolLevel | null;
  readonly ratio: number;
  readonly norm: number | null;
};

/**
 * Informatics pupils per existing machine by level, from the schools whose figures are known: usable machines where
 * measured, declared ones where declared. A machine of a school with several levels belongs to none of them alone.
 */
function levelRatios(needs: readonly SchoolNeed[]): LevelRatio[] {
  const known = needs.filter((need) => existing(need) !== null && (need.counted ?? 0) > 0);
  const groups = Map.groupBy(known, soleLevel);
  const found: LevelRatio[] = [];
  for (const level of ['TH', 'THCS', 'THPT', 'GDTX', null] as const) {
    const schools = groups.get(level) ?? [];
    const pupils = schools.reduce((sum, need) => sum + (need.counted ?? 0), 0);
    const machines = schools.reduce((sum, need) => sum + (existing(need) ?? 0), 0);
    const ratio = roundedRatio(pupils, machines);
    const norm = level === null ? null : (schools[0]?.levels[0]?.pupilsPerComputer ?? null);
    if (ratio !== null) found.push({ level, ratio, norm });
  }
  return found;
}

function soleLevel({ levels }: SchoolNeed): SchoolLevel | null {
  return levels.length === 1 ? (levels[0]?.level ?? null) : null;
}

function existing(need: SchoolNeed): number | null {
  if (need.basis === 'measured') return need.usable;
  return need.basis === 'declared' ? need.declared : null;
}
