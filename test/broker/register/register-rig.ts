import type { QueryBody, QueryParams } from '../../../shared/contract/query.ts';
import type { RosterProblem } from '../../../shared/contract/query-rows.ts';
import type { RegisterName } from '../../../shared/domain/snapshot/registers.ts';
import type { Resources } from '../../support/resources.ts';
import { openOffice } from '../query/office.ts';

export type Imported = Required<QueryBody<'registerImport'>>;
type Wish = Omit<Partial<QueryParams<'registerImport'>>, 'register' | 'csv'>;

/** An office whose schools are A1 (with the site S1), B1 and C1. */
export async function openRegisters(resources: Resources) {
  const office = await openOffice(resources);
  const { ask, core } = office;
  const local = core.local();
  const roster =
    'school_code,school_name,level,commune,site_code,students\nA1,Trường A,TH,Xã A,,300\nA1,Trường A,TH,Xã A,S1,50\nC1,Trường C,TH,Xã A,,200\n';
  await ask(local, 'rosterImport', { csv: roster });
  const load = async (
    register: RegisterName,
    csv: string,
    wish: Wish = {},
    actor = local,
  ): Promise<Imported> => {
    const pages = await ask(actor, 'registerImport', { register, csv, ...wish });
    if (typeof pages === 'string') throw new Error(pages);
    return {
      ...(pages[0] as Imported),
      changes: pages.flatMap(({ changes }) => changes),
      problems: pages.flatMap(({ problems }) => problems),
    };
  };
  /** The register as CSV, as a program reads it. */
  const listed = async (register: RegisterName, actor = local): Promise<string[][]> => {
    const pages = await ask(actor, 'registerRows', { register });
    if (typeof pages === 'string') throw new Error(pages);
    return [pages[0]?.header ?? [], ...pages.flatMap(({ rows }) => rows)];
  };
  return { ...office, local, load, listed };
}

export function csvOf(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n');
}

/** Problems as `line column reason`. */
export function told({ problems }: { readonly problems: readonly RosterProblem[] }): string[] {
  return problems.map(({ line, column, reason }) => `${line} ${column} ${reason}`);
}
