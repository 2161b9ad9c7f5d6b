type Node = string | readonly Node[] | { readonly [name: string]: Node };

/** Files and links of a /sys tree; a folder without a file in it is listed with its path and a slash. */
export type DumpedTree = {
  readonly files: Record<string, string>;
  readonly links: Record<string, string>;
  readonly folders: string[];
};

/** The `'sys' => {…}` of a machine dumped as a Perl structure: texts, `{…}` for folders, `['link', target]` for links. */
export function readDumpedSys(dump: string): DumpedTree {
  const tree: DumpedTree = { files: {}, links: {}, folders: [] };
  const head = "'sys' => ";
  const start = dump.indexOf(`${head}{`);
  if (start === -1) throw new Error('the dump has no sys tree');
  const tokens = dump.slice(start + head.length).matchAll(/'((?:\\.|[^'\\])*)'|([{}[\]])|\b(undef|\d+)\b/gs);
  walk(parse(tokens), '/sys', tree);
  return tree;
}

function parse(tokens: IterableIterator<RegExpExecArray>): Node {
  const next = tokens.next();
  if (next.done === true) throw new Error('the dump ends early');
  const [, text, mark, word] = next.value;
  if (mark === '{' || mark === '[') return mark === '{' ? parseFolder(tokens) : parseList(tokens);
  if (mark !== undefined) return mark;
  return text?.replace(/\\(['\\])/g, '$1') ?? word ?? '';
}

function parseFolder(tokens: IterableIterator<RegExpExecArray>): Node {
  const folder: Record<string, Node> = {};
  for (let name = parse(tokens); name !== '}'; name = parse(tokens)) folder[String(name)] = parse(tokens);
  return folder;
}

function parseList(tokens: IterableIterator<RegExpExecArray>): Node {
  const list: Node[] = [];
  for (let item = parse(tokens); item !== ']'; item = parse(tokens)) list.push(item);
  return list;
}

function walk(node: Node, path: string, tree: DumpedTree): void {
  if (typeof node === 'string') tree.files[path] = node;
  else if (isList(node)) tree.links[path] = String(node[1]);
  else {
    tree.folders.push(path);
    for (const [name, child] of Object.entries(node)) walk(child, `${path}/${name}`, tree);
  }
}

function isList(node: readonly Node[] | { readonly [name: string]: Node }): node is readonly Node[] {
  return Array.isArray(node);
}
