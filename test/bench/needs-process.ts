import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportInput } from '../../console/export/export-kind.ts';
import type { DataSheet } from '../../console/export/sheets/data-sheet.ts';
import { needsSheets, needsXlsx } from '../../console/export/sheets/needs-book.ts';
import { collectGarbage, keepHeapSmall } from '../../console/heap.ts';
import { packsOf } from '../../shared/domain/plan/packs.ts';
import { defaultPlanOptions } from '../../shared/domain/plan/plan.ts';
import { planOf } from '../../shared/domain/plan/plan-of.ts';
import { procurementLines } from '../../shared/domain/plan/procurement-lines.ts';
import {
  readSnapshotChunks,
  sha256Of,
  snapshotChunks,
  snapshotText,
} from '../../shared/runtime/snapshot-text.ts';
import { createText } from '../../shared/text/create-text.ts';
import { districtSnapshot } from '../tools/district/district.ts';

/** Measured by the bench `needs`, each part in a process of its own: FOLDER prepare|ours|peer. */
const [folder = '', part = ''] = process.argv.slice(2);
const chunksFile = join(folder, 'chunks.json');
const file = join(folder, `${part}.xlsx`);

/** What the broker would send. */
function prepare(): void {
  const province = { seed: 20_261_122, areas: 27, otherMachines: 1.7 };
  const snapshot = { ...districtSnapshot(province), name: 'Đầu năm học' };
  const text = snapshotText(snapshot);
  writeFileSync(chunksFile, JSON.stringify({ sha256: sha256Of(text), chunks: snapshotChunks(text) }));
  process.stderr.write(`needs: ${snapshot.schools.length} schools, ${snapshot.machines.length} machines\n`);
}

/** What both writers are given, as the console makes it. */
function input(): ExportInput {
  const { sha256, chunks } = JSON.parse(readFileSync(chunksFile, 'utf8'));
  const read = readSnapshotChunks(chunks, sha256);
  if (!read.ok) throw new Error(read.error);
  const { snapshot } = read.value;
  const packs = packsOf(snapshot, null);
  if (packs === null) throw new Error('no norm pack');
  return {
    ...{
      what: 'needs',
      plan: planOf(snapshot, packs, defaultPlanOptions),
      settings: {},
      code: 'SD-ABCD-2345',
    },
    asked: { snapshot, sha256, isWhole: true, confirmations: [] },
    scope: { schoolCode: null, room: null, period: 'mid-year' },
    ...{ text: createText('vi'), csv: { separator: ';', bom: true } },
  };
}

async function ours(): Promise<void> {
  keepHeapSmall();
  const made = input();
  collectGarbage(made.plan.machines.length);
  writeFileSync(file, await needsXlsx(made));
}

/** exceljs as it is meant for large files: rows are committed as they come. */
async function peer(): Promise<void> {
  const { default: ExcelJS } = await import('exceljs');
  const made = input();
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({
    filename: file,
    useStyles: true,
    useSharedStrings: true,
  });
  for (const sheet of needsSheets(made, procurementLines(made.plan))) {
    const written = book.addWorksheet(sheet.name, { views: [{ state: 'frozen', ySplit: 1 }] });
    for (const cells of rowsOf(sheet)) written.addRow(cells).commit();
    written.commit();
  }
  await book.commit();
}

function* rowsOf({ columns, rowCount, words, totals }: DataSheet): Generator<unknown[]> {
  yield columns.map(({ label }) => label);
  for (let row = 0; row < rowCount; row++) yield columns.map((_, column) => words(row, column));
  for (const total of totals) yield columns.map(({ id }) => total[id] ?? null);
}

const started = performance.now();
if (part === 'prepare') prepare();
else {
  await (part === 'ours' ? ours() : peer());
  const peakKb = Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage();
  const cpuSeconds = (user + system) / 1e6;
  const fileMb = statSync(file).size / 1e6;
  process.stdout.write(JSON.stringify({ seconds, cpuSeconds, peakMb: (peakKb * 1024) / 1e6, fileMb }));
}
