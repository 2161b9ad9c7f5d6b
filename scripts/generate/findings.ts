import { shippedFindingRules } from '../../shared/data/findings.ts';
import thresholds from '../../shared/data/thresholds.json' with { type: 'json' };
import { findingCodes } from '../../shared/domain/finding.ts';
import { createText } from '../../shared/text/create-text.ts';
import { code, document, type Page, table } from './markdown.ts';

const en = createText('en');
const vi = createText('vi');

export const findingsPage: Page = {
  file: 'findings.md',
  render: () =>
    document('Findings', [
      'Every judgement on a machine: how grave it is, how many points it adds to the risk score (0 good, 100 bad), within how many days it should be dealt with, and what that rests on: `norm` (a decision binds), `guidance` (an authority advises), `assumption` (giả định của phần mềm: this software chose it). How to work with them: [find and fix](../find-and-fix.md).',
      table(['code', 'finding', 'severity', 'points', 'due (days)', 'rests on', 'source'], findingRows()),
      '## What to do',
      ...findingCodes.map(remedy),
      '## Thresholds',
      table(['threshold', 'value', 'rests on', 'source', 'as at'], thresholdRows()),
    ]),
};

function findingRows(): readonly (readonly string[])[] {
  const rules = shippedFindingRules();
  return findingCodes.map((name) => {
    const { severity, points, dueDays, status, source, sourceDate } = rules[name];
    const title = `${en.say(`finding.${name}`)} (${vi.say(`finding.${name}`)})`;
    return [code(name), title, severity, String(points), String(dueDays), status, `${source}, ${sourceDate}`];
  });
}

function remedy(name: string): string {
  const lines = [en, vi].map((text) => text.say(`finding.${name}.do`));
  return `**${code(name)}** ${lines.join(' — ')}`;
}

function thresholdRows(): readonly (readonly string[])[] {
  return Object.entries(thresholds).map(([name, { value, status, source, sourceDate }]) => [
    code(name),
    String(value),
    status,
    source,
    sourceDate,
  ]);
}
