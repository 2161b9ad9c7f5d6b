const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('');

const branches = lines(13, (i) => `  if (n === ${i}) return ${i + 1};\n`);
const branchy = `export function f(n: number): number {\n${branches}  return 0;\n}\n`;

/** One breach of each lint rule the project sets itself: rule → path and text of a file that breaks it. */
export const lintBreaches: Record<string, { file: string; text: string }> = {
  'complexity/noExcessiveCognitiveComplexity': { file: 'agent/branchy.ts', text: branchy },
  'complexity/noExcessiveLinesPerFunction': {
    file: 'agent/long-function.ts',
    text: `export function f(): number[] {\n  const all: number[] = [];\n${lines(61, (i) => `  all.push(${i});\n`)}  return all;\n}\n`,
  },
  'correctness/noUnusedImports': {
    file: 'agent/unused-import.ts',
    text: "import { join } from 'node:path';\n\nexport const a = 1;\n",
  },
  'correctness/noUnusedVariables': {
    file: 'agent/unused-variable.ts',
    text: 'const unused = 1;\n\nexport const a = 1;\n',
  },
  'correctness/useImportExtensions': {
    file: 'agent/no-extension.ts',
    text: "import { f } from './branchy';\n\nexport const a = f(1);\n",
  },
  'nursery/noFloatingPromises': {
    file: 'agent/floating.ts',
    text: 'async function save(): Promise<void> {\n  await Promise.resolve();\n}\n\nexport function f(): void {\n  save();\n}\n',
  },
  'nursery/noMisusedPromises': {
    file: 'agent/misused.ts',
    text: 'async function isReady(): Promise<boolean> {\n  return await Promise.resolve(true);\n}\n\nexport function f(): number {\n  if (isReady()) return 1;\n  return 0;\n}\n',
  },
  'nursery/useExhaustiveSwitchCases': {
    file: 'agent/inexhaustive.ts',
    text: "export function f(word: 'a' | 'b' | 'c'): number {\n  switch (word) {\n    case 'a':\n      return 1;\n  }\n  return 0;\n}\n",
  },
  'performance/noBarrelFile': { file: 'agent/barrel.ts', text: "export { f } from './branchy.ts';\n" },
  'performance/noReExportAll': { file: 'agent/everything.ts', text: "export * from './branchy.ts';\n" },
  'style/noDefaultExport': { file: 'agent/default.ts', text: 'export default 1;\n' },
  'style/noProcessEnv': {
    file: 'agent/environment.ts',
    text: "import process from 'node:process';\n\nexport const home = process.env.HOME;\n",
  },
  'style/useFilenamingConvention': { file: 'agent/snake_case.ts', text: 'export const a = 1;\n' },
  'style/useImportType': {
    file: 'agent/type-import.ts',
    text: "import { Stats } from 'node:fs';\n\nexport const isBig = (stats: Stats): boolean => stats.size > 9;\n",
  },
  'style/useNodejsImportProtocol': {
    file: 'agent/protocol.ts',
    text: "import { join } from 'path';\n\nexport const a = join('a', 'b');\n",
  },
  'style/useThrowOnlyError': {
    file: 'agent/throws-text.ts',
    text: "export function f(): never {\n  throw 'text';\n}\n",
  },
  'style/noParameterAssign': {
    file: 'agent/parameter.ts',
    text: 'export function f(n: number): number {\n  n = n + 1;\n  return n;\n}\n',
  },
  'style/useReadonlyClassProperties': {
    file: 'agent/mutable-property.ts',
    text: 'export class Counter {\n  private start = 1;\n  next(): number {\n    return this.start + 1;\n  }\n}\n',
  },
  'style/noNonNullAssertion': {
    file: 'agent/asserted.ts',
    text: 'export const f = (n: number | undefined): number => n!;\n',
  },
  'style/noExcessiveLinesPerFile': {
    file: 'agent/long-file.ts',
    text: lines(301, (i) => `export const a${i} = ${i};\n`),
  },
  'suspicious/noFocusedTests': {
    file: 'test/agent/focused.test.ts',
    text: `import { test } from 'vitest';\n\ntest.${'only'}('a', () => {});\n`,
  },
  'suspicious/noConsole': { file: 'agent/prints.ts', text: "console.log('a');\n" },
  'suspicious/noExplicitAny': {
    file: 'agent/anything.ts',
    text: 'export const f = (a: any): unknown => a;\n',
  },
  'suspicious/noImportCycles': {
    file: 'agent/cycle.ts',
    text: "import { b } from './cycle-back.ts';\n\nexport const a = (): number => b();\n",
  },
  'suspicious/useAwait': {
    file: 'agent/needless-async.ts',
    text: 'export async function f(): Promise<number> {\n  return 1;\n}\n',
  },
  'suspicious/noEvolvingTypes': {
    file: 'agent/evolving.ts',
    text: 'export function f(): number {\n  let a;\n  a = 1;\n  return a;\n}\n',
  },
};

/** Files that break no rule, among them those the rules make an exception for. */
export const lawfulFiles: Record<string, string> = {
  'console/fits.ts': "const fit = (text: string): string => text;\n\nexport const cell = fit('a');\n",
  'agent/config.ts': "import process from 'node:process';\n\nexport const home = process.env.HOME;\n",
  'agent/cycle-back.ts': "import { a } from './cycle.ts';\n\nexport const b = (): number => a();\n",
  'test/agent/long.test.ts': `export function f(): number[] {\n  const all: number[] = [];\n${lines(61, (i) => `  all.push(${i});\n`)}  return all;\n}\n`,
};
