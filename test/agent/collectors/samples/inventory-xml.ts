/** One entry of a section: member → text. */
export type InventoryEntry = ReadonlyMap<string, string>;

/** Section, such as SOFTWARES → its entries. */
export type Inventory = ReadonlyMap<string, readonly InventoryEntry[]>;

/** The sections of a FusionInventory or OCS report: elements two deep below CONTENT; empty elements are left out. */
export function parseInventory(xml: string): Inventory {
  const content = /<CONTENT>([\s\S]*)<\/CONTENT>/.exec(xml)?.[1] ?? '';
  const sections = new Map<string, InventoryEntry[]>();
  for (const [, name = '', body = ''] of content.matchAll(/^ {4}<(\w+)>([\s\S]*?)<\/\1>/gm)) {
    const members = [...body.matchAll(/<(\w+)>([^<]+)<\/\1>/g)];
    const entry = new Map(members.map(([, member = '', text = '']) => [member, unescapeXml(text)]));
    sections.set(name, [...(sections.get(name) ?? []), entry]);
  }
  return sections;
}

function unescapeXml(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (all, name: string) => named[name] ?? all);
}
