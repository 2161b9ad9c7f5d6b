import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';

export type ReadCell = string | number | Date | null;
export type ReadRow = Readonly<Record<string, ReadCell>>;
export type ReadSheet = {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly ReadRow[];
};

/** A workbook as a library that did not write it reads it; rows by the label of their column. */
export async function readWorkbook(bytes: Uint8Array): Promise<ReadSheet[]> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(Buffer.from(bytes) as never);
  return book.worksheets.map((sheet) => {
    const lines: ReadCell[][] = [];
    sheet.eachRow((row) => {
      const cells: ReadCell[] = [];
      row.eachCell({ includeEmpty: true }, ({ value, formula }, column) => {
        if (formula) throw new Error(`a formula in ${sheet.name}`);
        cells[column - 1] = value as ReadCell;
      });
      lines.push(cells);
    });
    return sheetOf(sheet.name, lines);
  });
}

/** The tables of a CSV file: the first after the heading, the others under `[name]`. */
export function readCsv(bytes: Uint8Array, firstName: string): ReadSheet[] {
  const records: string[][] = parse(Buffer.from(bytes), {
    ...{ bom: true, delimiter: ';', relax_column_count: true, skip_empty_lines: false },
  });
  const groups: string[][][] = [[]];
  for (const record of records) {
    if (record.length === 1 && record[0] === '') groups.push([]);
    else groups.at(-1)?.push(record);
  }
  return groups.slice(1).map((group) => {
    const name = /^\[(.*)\]$/.exec(group[0]?.[0] ?? '')?.[1];
    return sheetOf(
      name ?? firstName,
      (name === undefined ? group : group.slice(1)).map((cells) => cells.map(cellOf)),
    );
  });
}

function cellOf(text: string): ReadCell {
  if (text === '') return null;
  return /^-?\d{1,15}(,\d+)?$/.test(text) && !/^0\d/.test(text) ? Number(text.replace(',', '.')) : text;
}

function sheetOf(name: string, [header = [], ...lines]: readonly (readonly ReadCell[])[]): ReadSheet {
  const labels = header.map(String);
  const rows = lines.map((cells) =>
    Object.fromEntries(labels.map((label, index) => [label, cells[index] ?? null])),
  );
  return { name, header: labels, rows };
}

export function sheetNamed(sheets: readonly ReadSheet[], name: string): ReadSheet {
  const found = sheets.find((sheet) => sheet.name === name);
  if (found === undefined)
    throw new Error(`no sheet ${name}: ${sheets.map((sheet) => sheet.name).join(', ')}`);
  return found;
}
