import type { NormPack } from '../../shared/domain/norm.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import type { PlanCommand } from '../cli/plan-command.ts';
import { csvText, listingRows } from '../export/csv.ts';
import { askSnapshot } from '../planning/ask-plan.ts';
import { normHeading, normLineColumns, normLines, normPackColumns } from '../rows/norm-columns.ts';
import { plainTable } from '../rows/plain-table.ts';
import { type CommandContext, type CommandResult, formatListing, jsonText } from './context.ts';

/** `norms` and `norms show ID`: the packs of a snapshot; each rule with its status and legal basis. */
export async function listNorms(
  context: CommandContext,
  { id, snapshot }: Extract<PlanCommand, { kind: 'norms' }>,
): CommandResult {
  const asked = await askSnapshot(context.source, { name: snapshot, purpose: 'view' });
  if (!asked.ok) return asked;
  const { normPacks } = asked.value.snapshot;
  if (id !== undefined) {
    const pack = normPacks.find((each) => each.id === id);
    if (pack === undefined) return err(appError('SD-NORM-UNKNOWN', { id }));
    return ok({ stdout: formatPack(pack, context), severity: 0 });
  }
  const listing = { document: { normSets: normPacks }, rows: normPacks, columns: normPackColumns };
  return ok({ stdout: formatListing(listing, context), severity: 0 });
}

function formatPack(pack: NormPack, { flags, text }: CommandContext): string {
  if (flags.json === true) return jsonText({ normSet: pack });
  const lines = normLines(pack, text);
  if (flags.csv !== true) return `${normHeading(pack, text)}\n${plainTable(lines, normLineColumns, text)}`;
  const rows = listingRows(lines, normLineColumns, text);
  return csvText(rows, { separator: flags.separator ?? ',', bom: false });
}
