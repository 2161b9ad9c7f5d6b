import { type ExportRow, exportRow } from '../../shared/contract/plan-kinds.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import { exportCodeOf } from '../../shared/runtime/export-code.ts';
import { wrongValue } from '../../shared/runtime/problem.ts';
import type { Turn } from '../enrol/turn.ts';
import type { Handlers } from '../query/handler.ts';
import { pagesOf } from '../query/paginate.ts';
import type { RegisterRecord } from '../store/register-port.ts';
import type { ScenarioDeps } from './scenarios.ts';

const register = 'exports';
const stored = exportRow.omit({ at: true, by: true });
/** Ten files a day for fourteen years. */
const maxExports = 50_000;

/**
 * Files that left the house: by the code on their pages, or by the hash of their bytes. Rows hold nothing of machines, so that
 * whoever holds a file may ask about it.
 */
export function createExportRegister(
  { store, clock }: Pick<ScenarioDeps, 'store' | 'clock'>,
  inTurn: Turn,
): Pick<Handlers, 'exportRecord' | 'exportFind'> {
  const find = async (pattern: string): Promise<ExportRow[]> =>
    (await store.registerRowsLike(register, pattern)).flatMap(exportOf);
  return {
    /** The same bytes under the same code are one row, of who was first: whoever does it again stands in the audit log. */
    exportRecord: (file, { userId, role }) =>
      inTurn(async () => {
        // A code is of what it stands for: nobody registers another file under that of a paper they saw.
        if (exportCodeOf(file) !== file.code) return wrongValue('code', 'not-matching');
        const key = `${file.code}/${file.sha256}`;
        const [known] = await find(key);
        if (known !== undefined) return ok([{ row: known }]);
        if ((await store.registerSize(register)) >= maxExports) {
          return err(appError('SD-LIST-FULL', { list: register, most: String(maxExports) }));
        }
        const at = clock.now();
        await store.saveRegister({ register, at, actor: userId, entries: [{ key, row: { ...file, role } }] });
        return ok([{ row: { ...file, role, at, by: userId } }]);
      }),
    exportFind: async ({ code, sha256 }) =>
      code === undefined && sha256 === undefined
        ? wrongValue('code | sha256', 'any-needed')
        : ok(pagesOf({ rows: await find(`${code ?? '*'}/${sha256 ?? '*'}`) })),
  };
}

function exportOf({ row, validFrom, actor }: RegisterRecord): ExportRow[] {
  const read = stored.safeParse(row);
  return read.success ? [{ ...read.data, at: validFrom, by: actor }] : [];
}
