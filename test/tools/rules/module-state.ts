import ts from 'typescript';
import type { SourceFile } from './source-files.ts';

const growing = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'Array']);

/** A value that only makes sense when something is put into it later. */
function isEmptyContainer(value: ts.Expression | undefined): boolean {
  if (value === undefined) return false;
  if (ts.isArrayLiteralExpression(value)) return value.elements.length === 0;
  if (ts.isObjectLiteralExpression(value)) return value.properties.length === 0;
  if (!ts.isNewExpression(value) || !ts.isIdentifier(value.expression)) return false;
  return growing.has(value.expression.text) && (value.arguments ?? []).length === 0;
}

/** `readonly T[]`, `ReadonlyMap`, `ReadonlySet`, `Readonly<T>`: nothing can be put in. */
function isReadonly(type: ts.TypeNode | undefined, file: ts.SourceFile): boolean {
  return type !== undefined && /^readonly/i.test(type.getText(file));
}

/** The top-level declarations of a file that hold state: `let`, `var`, and containers born empty; as `path: name`. */
export function moduleState({ path, text }: SourceFile): string[] {
  const kind = path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false, kind);
  return file.statements.filter(ts.isVariableStatement).flatMap(({ declarationList: list }) => {
    const isConstant = (list.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Const;
    return list.declarations
      .filter(
        ({ initializer, type }) => !isConstant || (isEmptyContainer(initializer) && !isReadonly(type, file)),
      )
      .map(({ name }) => `${path}: ${ts.isIdentifier(name) ? name.text : 'pattern'}`);
  });
}
