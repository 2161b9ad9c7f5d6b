import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { expect, type TestContext, test } from 'vitest';
import { openResources, type Resources } from '../support/resources.ts';
import { openTestTerminal } from '../support/terminal.ts';
import { requireTool } from '../support/tools.ts';
import { bundleConsole } from './bundle.ts';
import { openFleetBroker } from './fleet-broker.ts';

const size = { columns: 100, rows: 30 };

/** A shell in a terminal, a broker, and the command that starts the console between them. */
async function openDesk(
  context: TestContext,
  resources: Resources,
  environment: Record<string, string> = {},
) {
  const tmux = requireTool(context, 'tmux');
  const folder = await resources.folder();
  const broker = resources.closing(await openFleetBroker());
  const profile = join(folder, 'profile.json');
  await writeFile(profile, JSON.stringify(broker.profile), { mode: 0o600 });
  const program = await bundleConsole(folder);
  const terminal = resources.closing(await openTestTerminal(tmux, size, environment));
  await terminal.sees(/[#$]/);
  const start = async (): Promise<void> => {
    const command = `'${process.execPath}' '${program}' --profile '${profile}'`;
    await terminal.type(`sh -c 'echo $$ >${folder}/pid; exec "$@"' sh ${command}; echo status=$?`);
    await terminal.press('Enter');
  };
  const consolePid = async (): Promise<number> => Number(await readFile(join(folder, 'pid'), 'utf8'));
  return { broker, terminal, start, consolePid };
}

test('a day at the console: open, filter, back, language, quit, and the terminal is as it was', async (context) => {
  await using resources = openResources();
  const { terminal, start } = await openDesk(context, resources);
  await start();
  await terminal.sees('Trường cần hỗ trợ trước');
  await terminal.sees('TH Kim Đồng');
  expect(await terminal.modes()).toEqual({ isAlternate: true, isCursorHidden: true });
  await terminal.type('2');
  await terminal.sees('10 trường');
  await terminal.type('/le loi');
  await terminal.sees('1 trường');
  await terminal.press('Enter');
  await terminal.press('Enter');
  await terminal.sees('Máy > THCS Lê Lợi');
  await terminal.press('Escape');
  await terminal.sees('1 trường');
  await terminal.press('Escape');
  await terminal.sees('10 trường');
  await terminal.type('L');
  await terminal.sees('10 schools');
  await terminal.type('g');
  await terminal.type('jjj');
  await terminal.sees(/▶ . TH Nguyễn Huệ/);
  await terminal.type('q');
  const after = await terminal.sees('status=0');
  expect(after).not.toContain('Schooldrum  ');
  expect(await terminal.modes()).toEqual({ isAlternate: false, isCursorHidden: false });
  await terminal.type('echo typed-$((40+2))');
  await terminal.press('Enter');
  await terminal.sees('typed-42');
});

test.for(['C-c', 'SIGTERM', 'SIGHUP', 'SIGINT'])('%s gives the terminal back', async (way, context) => {
  await using resources = openResources();
  const { terminal, start, consolePid } = await openDesk(context, resources);
  await start();
  await terminal.sees('Trường cần hỗ trợ trước');
  if (way === 'C-c') await terminal.press('C-c');
  else process.kill(await consolePid(), way);
  await terminal.sees(/status=\d+/);
  expect(await terminal.modes()).toEqual({ isAlternate: false, isCursorHidden: false });
});

test('a change is seen; a lost broker leaves the last picture under a banner', async (context) => {
  await using resources = openResources();
  const { broker, terminal, start } = await openDesk(context, resources);
  await start();
  await terminal.sees('TH Kim Đồng');
  await broker.change(1, { antivirus: 'off' });
  await terminal.sees('phòng virus: Không bảo vệ');
  await broker.close();
  const shown = await terminal.sees('Mất kết nối máy chủ');
  expect(shown).toContain('TH Kim Đồng');
});

test('too small, then wide enough again', async (context) => {
  await using resources = openResources();
  const { terminal, start } = await openDesk(context, resources);
  await start();
  await terminal.sees('Trường cần hỗ trợ trước');
  await terminal.resize(60, 12);
  await terminal.sees('Cửa sổ quá nhỏ (cần 80x24)');
  await terminal.resize(130, 40);
  await terminal.sees('Trường đang chọn');
});

test('NO_COLOR draws no colour, and the cursor is still seen', async (context) => {
  await using resources = openResources();
  const { terminal, start } = await openDesk(context, resources, { NO_COLOR: '1' });
  await start();
  await terminal.sees('▶');
  const shown = await terminal.screen(true);
  expect(shown).toContain('\u001b[7m▶');
  const colours = shown
    .split('\u001b[')
    .slice(1)
    .map((part) => /^[0-9;]*m/.exec(part)?.[0]);
  expect(colours.filter((codes) => !/^(0|7|27|4|24|39|49|)m$/.test(codes ?? ''))).toEqual([]);
});

test('stopped for a while with views lost meanwhile, it shows the true picture within 20 s of going on', async (context) => {
  await using resources = openResources();
  const { broker, terminal, start, consolePid } = await openDesk(context, resources);
  await start();
  await terminal.sees('TH Kim Đồng');
  await terminal.type('3/may-01');
  await terminal.sees('● 1 ◐ 0');
  const pid = await consolePid();
  process.kill(pid, 'SIGSTOP');
  await broker.change(1, { presence: 'quiet' }, true);
  for (let index = 2; index < 40; index += 1) await broker.change(index, { presence: 'silent' });
  await broker.change(1, { presence: 'missing' }, true);
  process.kill(pid, 'SIGCONT');
  await terminal.sees('○ 0 ✗ 1');
});
