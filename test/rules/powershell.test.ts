import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { beforeAll, expect, test } from 'vitest';
import { Language, type Node, Parser } from 'web-tree-sitter';
import { machineQueries } from '../../agent/collectors/windows/machine-queries.ts';
import { windowsQueries } from '../../agent/collectors/windows/queries.ts';
import { batchScript } from '../../agent/collectors/windows/script.ts';
import { securityQueries } from '../../agent/collectors/windows/security-queries.ts';
import { uwfQuery } from '../../agent/freeze.windows.ts';
import { maxScriptLength, powershellTimeoutMs } from '../../agent/host/powershell.ts';
import { bansBroken, powershellBans } from '../tools/rules/powershell-bans.ts';
import { sourceFiles } from '../tools/rules/source-files.ts';

const parser: { of?: Parser } = {};
beforeAll(async () => {
  const require = createRequire(import.meta.url);
  await Parser.init();
  const grammar = await readFile(require.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm'));
  parser.of = new Parser().setLanguage(await Language.load(new Uint8Array(grammar)));
});

/** What the grammar does not understand, by its beginning. */
function syntaxErrors(script: string): string[] {
  const tree = parser.of?.parse(script);
  if (tree == null) throw new Error('the parser did not begin');
  const found: string[] = [];
  const look = (node: Node): void => {
    if (node.isError || node.isMissing) found.push(`${node.type}: ${node.text.slice(0, 60)}`);
    for (const child of node.children) if (child !== null) look(child);
  };
  look(tree.rootNode);
  return tree.rootNode.hasError && found.length === 0 ? ['somewhere'] : found;
}

/** What stands between the quotes after `powershell.exe … -Command` in a batch file. */
function commandsIn(text: string): string[] {
  return Array.from(text.matchAll(/powershell\.exe" .*?-Command "([^"]*)"/gi), ([, script]) => script ?? '');
}

/** Every script of the repository that PowerShell is given. */
async function everyScript(): Promise<readonly (readonly [string, string])[]> {
  const batchFiles = await sourceFiles(['scripts'], ['.cmd', '.bat']);
  return [
    ['batch', batchScript(windowsQueries)],
    ['uwf', batchScript([uwfQuery])],
    ...[...windowsQueries, uwfQuery].map(({ name, script }) => [name, script] as const),
    ...batchFiles.flatMap(({ path, text }) => commandsIn(text).map((script) => [path, script] as const)),
  ];
}

test('every script is PowerShell, and breaks no ban', async () => {
  const scripts = await everyScript();
  expect(scripts.some(([name]) => name.endsWith('.cmd'))).toBe(true);
  for (const [name, script] of scripts) {
    expect.soft(syntaxErrors(script), name).toEqual([]);
    expect.soft(bansBroken(script), name).toEqual([]);
  }
});

test('no other file starts PowerShell', async () => {
  const folders = ['agent', 'broker', 'console', 'shared', 'scripts'];
  const files = await sourceFiles(folders, ['.ts', '.tsx', '.mjs', '.cmd', '.bat', '.ps1', '.psm1']);
  const starting = files.filter(
    ({ path, text }) => /\b(powershell|pwsh)(\.exe)?['"`]/i.test(text) || /\.psm?1$/.test(path),
  );
  expect(starting.map(({ path }) => path).sort()).toEqual([
    'agent/host/powershell.ts',
    'scripts/portable/files/setup.cmd',
  ]);
});

test.each([
  ['a list of bare words', 'C Win32_BIOS a,b'],
  ['a bracket too few', "S 'a' {C Win32_BIOS @('Name'"],
  ['a quote too few', "C Win32_BIOS 'Name"],
  ['a block too few', 'if($x){'],
])('%s is no PowerShell', (_, script) => {
  expect(syntaxErrors(script)).not.toEqual([]);
  expect(syntaxErrors(batchScript([{ name: 'broken', sections: [], script }]))).not.toEqual([]);
});

const breaches: readonly (readonly [string, string])[] = [
  ['wmic', 'wmic bios get serialnumber'],
  ['product', "C 'Win32_Product' @('Name')"],
  ['patience', "Get-CimInstance -ClassName Win32_BIOS|Where-Object{'-OperationTimeoutSec 20'}"],
  ['patience', 'gcim Win32_BIOS;Get-CimInstance Win32_BIOS -OperationTimeoutSec 20'],
  ['wmi', 'Get-WmiObject Win32_BIOS'],
  ['wmi', "$x=[wmi]'root/cimv2'"],
  ['lists', 'Select-Object Name,Version'],
  ['quotes', '$x="a"'],
  ['ascii', "$x='Máy'"],
  ['ascii', '$x=1\t'],
  ['backtick', '$x=`\n1'],
  ['types', '[Console]::Out.Write(1)'],
  ['types', '[System.IO.File]::ReadAllText(1)'],
  ['objects', 'New-Object -TypeName Object'],
  ['objects', 'Add-Type -AssemblyName x'],
  ['evaluation', 'Invoke-Expression $x'],
  ['evaluation', '$x|iex'],
  ['network', "Invoke-WebRequest 'http://x'"],
  ['language', '$_.Exception.Message'],
  ['language', 'net localgroup'],
  ['language', "$_.Name -eq 'Administrators'"],
];

test.each(breaches)('the ban %s fires on %s', (ban, script) => {
  expect(bansBroken(script)).toContain(ban);
});

test('every ban is tried, and lawful scripts break none', () => {
  expect(new Set(breaches.map(([ban]) => ban))).toEqual(new Set(Object.keys(powershellBans)));
  const lawful =
    "C 'Win32_Service' @('Name','State') 'root/cimv2' 'State=''Running'''|ForEach-Object{@{on=$_.Name}}";
  expect(bansBroken(lawful)).toEqual([]);
});

test('all questions together fit one command line, under names of their own', () => {
  const script = batchScript(windowsQueries);
  expect(script.length).toBeLessThan(maxScriptLength);
  const names = windowsQueries.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, sections, script: question } of windowsQueries) {
    // Only the one function that sets a time limit asks CIM.
    expect(question).not.toMatch(/Get-Cim/i);
    expect(name).toMatch(/^[a-z][A-Za-z0-9]*$/);
    expect(sections.length).toBeGreaterThan(0);
  }
  const tooLong = { name: 'long', sections: [], script: `'${'x'.repeat(maxScriptLength)}'` };
  expect(() => batchScript([tooLong])).toThrow(RangeError);
});

test('where time runs out, it does so for what is slow', () => {
  const names = windowsQueries.map(({ name }) => name);
  const slow = names.slice(-6);
  expect(slow).toContain('licences');
  expect(slow).toContain('software');
  expect(slow).not.toContain('securityCenter');
  expect(names).toHaveLength(machineQueries.length + securityQueries.length);
});

test('a question that begins at the last moment still ends before the run is killed', () => {
  const script = batchScript(windowsQueries);
  const secondsAfter = (pattern: RegExp): number => Number(pattern.exec(script)?.[1]);
  const latest = secondsAfter(/TotalSeconds -gt (\d+)/) + 2 * secondsAfter(/-OperationTimeoutSec (\d+)/);
  expect(latest * 1000).toBeLessThan(powershellTimeoutMs);
});
