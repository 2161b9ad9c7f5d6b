import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { openResources } from '../support/resources.ts';
import { openSmallDoor } from '../support/small-door.ts';
import { openTestTerminal } from '../support/terminal.ts';
import { requireTool } from '../support/tools.ts';

test('the seat is asked at a real terminal', async (context) => {
  await using resources = openResources();
  const door = await openSmallDoor(resources);
  const folder = await resources.folder();
  await writeFile(join(folder, 'token.txt'), door.token());
  const terminal = await openTestTerminal(requireTool(context, 'tmux'), { columns: 120, rows: 20 });
  resources.closing(terminal);
  const main = join(import.meta.dirname, '../../agent/main.ts');
  const call = `${process.execPath} ${main} join --file ${folder}/token.txt --room PM1 --state ${folder}/state`;
  await terminal.type(call);
  await terminal.press('Enter');
  await terminal.sees('Chỗ số mấy? (Enter: bỏ qua)');
  await terminal.type('23');
  await terminal.press('Enter');
  await terminal.sees('Đã kết nối: TH Kim Đồng / PM1 / chỗ 23 – máy thứ 1');
  expect(door.requests[0]?.seat).toBe('23');
});
