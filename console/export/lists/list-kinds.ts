import type { ExportKind } from '../export-kind.ts';
import { disposalSheet } from './disposals.ts';
import { gigaSheet } from './giga.ts';
import { glpiArchive, glpiJson } from './glpi.ts';
import { inventorySheet } from './inventory.ts';
import { labSheet } from './lab-sheet.ts';
import { exchangeKind, listKind } from './list-kind.ts';
import { outageSheet } from './outages.ts';
import { reconciliationSheet } from './reconciliation.ts';
import { disclosureSheet, sdgSheet } from './school-flags.ts';
import { applicationLevelSheet, checklistSheet, indexSheet } from './school-papers.ts';
import { securitySheet } from './security.ts';
import { transferSheet } from './transfers.ts';

/** The smaller lists and forms: a new one is a line here. */
export const listKinds: readonly ExportKind[] = [
  listKind('transfers', transferSheet),
  listKind('disposals', disposalSheet),
  listKind('lab-sheet', labSheet),
  listKind('inventory', inventorySheet),
  listKind('outages', outageSheet),
  listKind('security', securitySheet),
  listKind('reconciliation', reconciliationSheet),
  listKind('sdg-4a1', sdgSheet),
  listKind('disclosure', disclosureSheet),
  listKind('index-evidence', indexSheet),
  listKind('checklist', checklistSheet),
  listKind('application-level', applicationLevelSheet),
  exchangeKind('giga', gigaSheet),
  { what: 'glpi', formats: { zip: glpiArchive, json: glpiJson } },
];
