import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFlags } from '../../../scripts/portable/setup/flags.ts';
import { install } from '../../../scripts/portable/setup/install.ts';
import type { Ended } from '../../../scripts/portable/setup/setup.ts';
import { uninstall } from '../../../scripts/portable/setup/uninstall.ts';
import { openResources, type Resources } from '../../support/resources.ts';
import { type Answers, type ImitatedWindows, openImitatedWindows } from './imitated-windows.ts';

const own = 'D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)';

/** A Windows that does what it is asked: saves access lists, keeps the task, starts the agent. */
async function openWorking(
  resources: Resources,
  { accessList = own, agent, flags }: Answers & { readonly accessList?: string } = {},
): Promise<ImitatedWindows & { readonly task: () => string | null }> {
  let task: string | null = null;
  const icacls = (args: readonly string[]): undefined => {
    const list = `Schooldrum\r\n${accessList}\r\n`;
    if (args.includes('/save')) writeFileSync(wordAfter(args, '/save'), list, 'utf16le');
  };
  const schtasks = (args: readonly string[]): Partial<Ended> | undefined => {
    if (args[0] === '/query') return task === null ? { exitCode: 1 } : { stdout: task };
    if (args[0] === '/create') task = readFileSync(wordAfter(args, '/xml'), 'utf16le');
    if (args[0] === '/delete') task = null;
    if (args[0] === '/run') startAgent(join(world.setup.folders.data, 'Agent'));
    return undefined;
  };
  const world = await openImitatedWindows(resources, {
    ...(agent === undefined ? {} : { agent }),
    ...(flags === undefined ? {} : { flags }),
    windows: (program, args) => (program === 'icacls' ? icacls(args) : schtasks(args)),
  });
  return { ...world, task: () => task };
}

function wordAfter(args: readonly string[], word: string): string {
  return args[args.indexOf(word) + 1] ?? '';
}

/** As its first start leaves it. */
function startAgent(state: string): void {
  mkdirSync(state, { recursive: true });
  writeFileSync(join(state, 'boot-number'), '1');
}

test('installs, joins and starts, and says what it saw of each', async () => {
  await using resources = openResources();
  const { setup, lines, called, agentCalls, task } = await openWorking(resources, {
    flags: { seat: '23', room: 'PM1' },
  });
  expect(await install(setup)).toBe(0);
  const { target, data, media, source } = setup.folders;
  expect(lines).toEqual([
    `Only administrators may enter ${data}.`,
    `The program is in ${target}.`,
    'The task Schooldrum starts the agent with Windows.',
    'The agent is running.',
    'Done.',
  ]);
  expect(agentCalls).toEqual([
    [
      ...[source, 'join', '--file', join(media, 'token.txt'), '--state', join(data, 'Agent')],
      ...['--lang', 'en', '--seat', '23', '--room', 'PM1', '--no-ask'],
    ],
  ]);
  expect(readdirSync(target).sort()).toEqual([
    ...['GO-BO.cmd', 'HUONG-DAN.txt', 'agent.mjs', 'node.exe', 'setup.mjs', 'task.xml'],
  ]);
  expect(existsSync(join(target, 'token.txt'))).toBe(false);
  expect(called.findIndex((call) => call.includes('/inheritance:r'))).toBeLessThan(
    called.findIndex((call) => call.includes('/create')),
  );
  expect(task()).toMatch(/^\ufeff<\?xml version="1.0" encoding="UTF-16"\?>/);
  expect(task()).toContain(`<Command>${join(target, 'node.exe')}</Command>`);
  expect(task()).toContain(`"${join(target, 'agent.mjs')}" run</Arguments>`);
  expect(task()).toContain('<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>');
  expect(task()).toContain('<MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>');
  expect(readdirSync(data).sort()).toEqual(['Agent', 'agent.toml']);
});

test('where system programs only pretend, nothing is claimed', async () => {
  await using resources = openResources();
  const { setup, lines } = await openImitatedWindows(resources, {});
  expect(await install(setup)).toBe(1);
  expect(lines.filter((line) => line.startsWith('!'))).toEqual([
    `! The rights of ${setup.folders.data} could not be seen: look that only SYSTEM and Administrators may enter.`,
    expect.stringContaining('! The task Schooldrum was not seen'),
  ]);
  expect(lines.at(-1)).toContain('look at the lines with a !');
});

test.each([
  ['others may read', 'D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)'],
  ['rights come from above', 'D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)'],
  ['nothing can be read', ''],
])('rights are not claimed where %s', async (_, accessList) => {
  await using resources = openResources();
  const { setup, lines } = await openWorking(resources, { accessList });
  expect(await install(setup)).toBe(1);
  expect(lines[0]).toContain('could not be seen');
});

test('a folder that cannot be protected gets no key', async () => {
  await using resources = openResources();
  const { setup, lines, agentCalls } = await openImitatedWindows(resources, {
    windows: (program) => (program === 'icacls' ? { exitCode: 5 } : undefined),
  });
  expect(await install(setup)).toBe(73);
  expect(lines).toEqual([expect.stringContaining('cannot be protected')]);
  expect(agentCalls).toEqual([]);
});

test('a join that fails ends it with the agent’s exit code, and nothing is installed', async () => {
  await using resources = openResources();
  const { setup, task } = await openWorking(resources, { agent: () => 73 });
  expect(await install(setup)).toBe(73);
  expect(existsSync(setup.folders.target)).toBe(false);
  expect(task()).toBeNull();
});

test('an agent that does not start is not said to run', async () => {
  await using resources = openResources();
  const { setup, lines } = await openImitatedWindows(resources, {
    windows: (_, args) => (args[0] === '/query' ? { stdout: 'agent.mjs' } : undefined),
  });
  expect(await install(setup)).toBe(1);
  expect(lines).toContainEqual(expect.stringContaining('! The agent was not seen to run.'));
});

test('on a frozen disk nothing begins, wherever the state would lie', async () => {
  await using resources = openResources();
  const { setup, lines, called } = await openImitatedWindows(resources, {
    freeze: { state: 'frozen', product: 'Deep Freeze' },
    flags: { state: await resources.folder() },
  });
  expect(await install(setup)).toBe(73);
  expect(lines).toEqual([expect.stringMatching(/^SD-AGENT-FROZEN: .*\(Deep Freeze\)$/)]);
  expect([called, existsSync(setup.folders.data)]).toEqual([[], false]);
});

test('without a token it says so', async () => {
  await using resources = openResources();
  const { setup, lines } = await openWorking(resources);
  const nowhere = { ...setup, folders: { ...setup.folders, media: await resources.folder() } };
  expect(await install(nowhere)).toBe(66);
  expect(lines.at(-1)).toMatch(/^! There is no token\.txt/);
});

test('a state folder elsewhere is protected too, and kept in the settings', async () => {
  await using resources = openResources();
  const state = join(await resources.folder(), 'thawed');
  const { setup, lines, agentCalls } = await openWorking(resources, { flags: { state } });
  await install(setup);
  expect(lines).toContain(`Only administrators may enter ${state}.`);
  expect(agentCalls[0]).toContain(state);
  expect(readFileSync(join(setup.folders.data, 'agent.toml'), 'utf8')).toContain(`state = "${state}"`);
});

test('a folder with other files in it is not taken for the state, and keeps its rights', async () => {
  await using resources = openResources();
  const state = await resources.folder();
  writeFileSync(join(state, 'thesis.doc'), '');
  const { setup, lines, called, agentCalls } = await openWorking(resources, { flags: { state } });
  expect(await install(setup)).toBe(73);
  expect(lines.at(-1)).toContain('holds other files');
  expect(called.filter((call) => call.includes(state))).toEqual([]);
  expect([agentCalls, existsSync(join(setup.folders.data, 'agent.toml'))]).toEqual([[], false]);
});

test('a state folder that the settings name is protected as well', async () => {
  await using resources = openResources();
  const state = join(await resources.folder(), 'thawed');
  const { setup, called } = await openWorking(resources, { flags: { state } });
  await install(setup);
  called.splice(0);
  const again = { ...setup, flags: { isQuiet: true, isEnglish: true, isImage: false } };
  await install(again);
  expect(called.some((call) => call.includes(`${state} /inheritance:r`))).toBe(true);
});

test('a folder that a user has laid out beforehand is refused, and so is a link; an own one is taken again', async () => {
  await using resources = openResources();
  const usersToo = 'D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIID;0x1301bf;;;BU)';
  const planted = await openWorking(resources, { accessList: usersToo });
  const { data } = planted.setup.folders;
  mkdirSync(join(data, 'Agent'), { recursive: true });
  expect(await install(planted.setup)).toBe(73);
  expect([planted.lines, planted.agentCalls]).toEqual([[expect.stringContaining('cannot be trusted')], []]);
  expect(planted.called.some((call) => call.includes('/setowner'))).toBe(false);

  const linked = await openWorking(resources);
  mkdirSync(join(linked.setup.folders.data, '..'), { recursive: true });
  symlinkSync(await resources.folder(), linked.setup.folders.data);
  expect(await install(linked.setup)).toBe(73);

  const own = await openWorking(resources);
  expect([await install(own.setup), await install(own.setup)]).toEqual([0, expect.any(Number)]);
  expect(own.lines.some((line) => line.includes('cannot be trusted'))).toBe(false);
});

test('a golden machine is prepared and not started', async () => {
  await using resources = openResources();
  const { setup, agentCalls, called } = await openWorking(resources, { flags: { isImage: true } });
  expect(await install(setup)).toBe(0);
  expect(agentCalls[0]?.[1]).toBe('prepare-image');
  expect(called.some((call) => call.includes('/run'))).toBe(false);
});

test('uninstalling leaves the school, the task and every file', async () => {
  await using resources = openResources();
  let refusals = 2;
  const agent = (args: readonly string[]): number => (args[0] === 'leave' && refusals-- > 0 ? 75 : 0);
  const { setup, lines, task } = await openWorking(resources, { agent });
  await install(setup);
  expect(await uninstall(setup, () => {})).toBe(0);
  const { target, data } = setup.folders;
  expect([existsSync(target), existsSync(data), task()]).toEqual([false, false, null]);
  expect(lines.slice(-2)).toEqual(['The task Schooldrum is gone.', `${target}, ${data} is removed.`]);
});

test('an agent that cannot leave keeps everything', async () => {
  await using resources = openResources();
  const { setup } = await openWorking(resources, { agent: (args) => (args[0] === 'leave' ? 75 : 0) });
  await install(setup);
  expect(await uninstall(setup, () => {})).toBe(75);
  expect(existsSync(setup.folders.data)).toBe(true);
});

test('what runs from the installed folder removes it after its own end', async () => {
  await using resources = openResources();
  const { setup } = await openWorking(resources);
  await install(setup);
  const { target } = setup.folders;
  const later: string[] = [];
  await uninstall({ ...setup, folders: { ...setup.folders, source: target, media: target } }, (folder) =>
    later.push(folder),
  );
  expect(later).toEqual([target]);
  expect(existsSync(target)).toBe(true);
});

test.each<[readonly string[], unknown]>([
  [[], { ok: true, value: { isQuiet: false, isEnglish: false, isImage: false } }],
  [
    ['/q', '/EN', '/Seat:23', '/ROOM:Phòng máy 1', '/STATE:D:\\Schooldrum', '/image'],
    {
      ok: true,
      value: {
        isQuiet: true,
        isEnglish: true,
        isImage: true,
        seat: '23',
        room: 'Phòng máy 1',
        state: 'D:\\Schooldrum',
      },
    },
  ],
  [['/SEAT'], { ok: false, error: '/SEAT' }],
  [['/SEAT:'], { ok: false, error: '/SEAT:' }],
  [['--quiet'], { ok: false, error: '--quiet' }],
  [['/Q:1'], { ok: false, error: '/Q:1' }],
])('the words %j', (words, flags) => {
  expect(readFlags(words)).toEqual(flags);
});
