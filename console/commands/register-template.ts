import normTemplate from '../../shared/data/norms/province-template.json' with { type: 'json' };
import { lineTemplateRows } from '../../shared/domain/line/line-file.ts';
import { templateRows } from '../../shared/domain/register/list-file.ts';
import { registerTables } from '../../shared/domain/register/tables.ts';
import { ok } from '../../shared/domain/result.ts';
import type { RegisterName } from '../../shared/domain/snapshot/registers.ts';
import { writeWholeFile } from '../../shared/runtime/secure-file.ts';
import type { Text } from '../../shared/text/text.ts';
import { csvText } from '../export/csv.ts';
import { type CommandContext, type CommandResult, jsonText } from './context.ts';

/** `template WHAT`: headers and one example row, as CSV on stdout, or as the path says; of norms a JSON file. */
export async function registerTemplate(
  { text }: CommandContext,
  { register, path }: { readonly register: RegisterName; readonly path: string | undefined },
): CommandResult {
  const content = register === 'norms' ? jsonText(normTemplate) : await listContent(register, path, text);
  if (path === undefined) return ok({ stdout: String(content), severity: 0 });
  const written = writeWholeFile(path, content);
  if (!written.ok) return written;
  return ok({ stdout: `${text.t('register.templateWritten', { path })}\n`, severity: 0 });
}

async function listContent(
  register: Exclude<RegisterName, 'norms'>,
  path: string | undefined,
  text: Text,
): Promise<string | Uint8Array> {
  const rows =
    register === 'lines'
      ? lineTemplateRows(text.language)
      : templateRows(registerTables[register], text.language);
  if (path?.toLowerCase().endsWith('.xlsx') === true) {
    const { templateXlsx } = await import('../../shared/runtime/sheet/sheet.ts');
    return await templateXlsx(rows, text.t(`register.${register}`));
  }
  return csvText(rows, { separator: text.language === 'vi' ? ';' : ',', bom: true });
}
