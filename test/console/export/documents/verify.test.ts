import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runVerify } from '../../../../console/commands/verify.ts';
import type { ExportRow } from '../../../../shared/contract/plan-kinds.ts';
import { shippedCalendar } from '../../../../shared/data/calendar.ts';
import { shippedNormPacks } from '../../../../shared/data/norms.ts';
import { createSchoolCalendar } from '../../../../shared/domain/calendar.ts';
import { ok } from '../../../../shared/domain/result.ts';
import { exitStatus } from '../../../../shared/runtime/app-error.ts';
import { createManualClock } from '../../../../shared/runtime/clock.ts';
import { sha256Of } from '../../../../shared/runtime/snapshot-text.ts';
import { createText } from '../../../../shared/text/create-text.ts';
import { openResources } from '../../../support/resources.ts';
import { createScriptedSource } from '../../scripted-source.ts';

const content = 'Trường;Cần có\r\nmã SD-ABCD-2345\r\n';
const row: ExportRow = {
  ...{ code: 'SD-ABCD-2345', what: 'needs', format: 'csv', lang: 'vi', snapshot: 'Dau nam hoc' },
  ...{
    snapshotSha256: 'ab'.repeat(32),
    asAt: Date.UTC(2026, 8, 30, 10),
    settings: {},
    sha256: sha256Of(content),
  },
  ...{ sizeBytes: content.length, at: Date.UTC(2026, 9, 2, 3), by: 'ke-hoach', role: 'planner' },
};

/** A broker that wrote down one export. */
function contextOf(flags: { readonly json?: true } = {}, others: readonly ExportRow[] = []) {
  const { source } = createScriptedSource({
    exportFind: (params) => {
      const { code, sha256 } = params as { code?: string; sha256?: string };
      const isKnown = code === row.code || sha256 === row.sha256;
      return ok({ rows: isKnown ? [row, ...(code === undefined ? [] : others)] : [] });
    },
  });
  const rules = { pack: shippedNormPacks()[0], calendar: createSchoolCalendar(shippedCalendar()) };
  return { source, clock: createManualClock(0), text: createText('vi'), rules, flags };
}

async function verifyContent(words: string, others: readonly ExportRow[] = []) {
  await using resources = openResources();
  const path = join(await resources.folder(), 'nhu-cau.csv');
  await writeFile(path, words);
  return runVerify({ kind: 'verify', fileOrCode: path }, contextOf({}, others));
}

describe('verify', () => {
  it('tells of an unchanged file what it is, of which snapshot and who took it when', async () => {
    const result = await verifyContent(content);
    expect(result.ok && result.value.stdout).toBe(
      `Tệp còn nguyên như khi xuất, mã SD-ABCD-2345:\nNhu cầu mua sắm (csv, vi), số liệu chốt Dau nam hoc tính đến 30/09/2026 17:00; xuất bởi ke-hoach (Cán bộ kế hoạch) lúc 02/10/2026 10:00; SHA-256 ${row.sha256}\n`,
    );
  });

  it('names other bytes that somebody registered under the same code', async () => {
    const other = { ...row, sha256: 'cd'.repeat(32), by: 'nguoi-khac', role: 'technician' };
    const result = await verifyContent(content, [other, { ...other, format: 'pdf' }]);
    const [, , note, listed, ...rest] = result.ok ? result.value.stdout.trim().split('\n') : [];
    expect(note).toContain('Cùng mã và định dạng này còn có tệp khác');
    expect(listed).toContain('xuất bởi nguoi-khac');
    expect(rest).toEqual([]);
    expect(result.ok && result.value.severity).toBe(1);
  });

  it('names a file that was changed since, by the code inside', async () => {
    const result = await verifyContent(content.replace('Cần có', 'Cần có '));
    expect(
      result.ok ? null : [result.error.code, result.error.values.code, exitStatus(result.error)],
    ).toEqual(['SD-EXPORT-CHANGED', 'SD-ABCD-2345', 65]);
  });

  it('knows nothing of other files and codes', async () => {
    for (const words of ['', 'Trường;Cần có\r\n', 'SD-ZZZZ-2222']) {
      const result = await verifyContent(words);
      expect(result.ok ? null : result.error.code).toBe('SD-EXPORT-UNKNOWN');
    }
    const unknown = await runVerify({ kind: 'verify', fileOrCode: 'SD-ZZZZ-2222' }, contextOf());
    expect(unknown.ok ? null : unknown.error.code).toBe('SD-EXPORT-UNKNOWN');
    const absent = await runVerify({ kind: 'verify', fileOrCode: '/nowhere/at/all.pdf' }, contextOf());
    expect(absent.ok ? null : absent.error.code).toBe('SD-FILE-UNREADABLE');
  });

  it('tells what a code stands for, typed in either case, as JSON too', async () => {
    const result = await runVerify({ kind: 'verify', fileOrCode: 'sd-abcd-2345' }, contextOf());
    expect(result.ok && result.value.stdout).toContain('Đã xuất với mã SD-ABCD-2345:');
    const json = await runVerify({ kind: 'verify', fileOrCode: row.code }, contextOf({ json: true }));
    expect(json.ok && JSON.parse(json.value.stdout)).toEqual({
      code: row.code,
      state: 'exported',
      exports: [{ ...row, asAt: '2026-09-30T10:00:00.000Z', at: '2026-10-02T03:00:00.000Z' }],
      others: [],
    });
  });
});
