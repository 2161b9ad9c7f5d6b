import type { RegisterName } from '../snapshot/registers.ts';
import { assetTables } from './asset-tables.ts';
import type { RegisterTable } from './column.ts';
import { planningTables } from './planning-tables.ts';
import { rosterTable } from './roster.ts';
import { schoolTables } from './school-tables.ts';

/** Registers that are lists described here. Lines have a list of their own; norm packs are JSON. */
export type TableName = Exclude<RegisterName, 'lines' | 'norms'>;

export const registerTables: Readonly<Record<TableName, RegisterTable>> = {
  roster: rosterTable,
  ...schoolTables,
  ...assetTables,
  ...planningTables,
};
