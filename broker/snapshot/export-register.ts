import { type ExportRow, exportRow } from '../../shared/contract/plan-kinds.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { appError } from '../../shared/runtime/app-error.ts';
import type { Turn } from '../enrol/turn.ts';
import type { Handlers } from '../query/handler.ts';
import { pagesOf } from '../query/paginate.ts';
import type { RegisterRecord } from '../store/register-port.ts';
import type { ScenarioDeps } from './scenarios.ts';

const register = 'exports';
const stored = exportRow.omit({ at: true, by: true });

/**
 * Files that left the house: by the code on their pages, or by the hash of their bytes. Rows hold nothing of machines, so that
 * whoever holds a file may ask about it.
 */
export function createExportRegister(
  { store, clock }: ScenarioDeps,
  inTurn: Turn,
): Pick<Handlers, 'exportRecord' | 'exportFind'> {
  const find = async (isAsked: (key: string) => boolean): Promise<ExportRow[]> =>
    (await store.registerRows(register)).filter(({ key }) => isAsked(key)).flatMap(exportOf);
  return {
    /** The same bytes under the same code are one row, of who was first: whoever does it again stands in the audit log. */
    exportRecord: (file, { userId, role }) =>
      inTurn(async () => {
        const key = `${file.code}/${file.sha256}`;
        const [known] = await find((one) => one === key);
        if (known !== undefined) return ok([{ row: known }]);
        const at = clock.now();
        await store.saveRegister({ register, at, actor: userId, entries: [{ key, row: { ...file, role } }] });
        return ok([{ row: { ...file, role, at, by: userId } }]);
      }),
    exportFind: async ({ code, sha256 }) => {
      if (code === undefined && sha256 === undefined) {
        return err(appError('SD-USAGE', { reason: 'exportFind: code | sha256' }));
      }
      const isAsked = (key: string): boolean => {
        const [ownCode, ownHash] = key.split('/');
        return (code ?? ownCode) === ownCode && (sha256 ?? ownHash) === ownHash;
      };
      return ok(pagesOf({ rows: await find(isAsked) }));
    },
  };
}

function exportOf({ row, validFrom, actor }: RegisterRecord): ExportRow[] {
  const read = stored.safeParse(row);
  return read.success ? [{ ...read.data, at: validFrom, by: actor }] : [];
}
