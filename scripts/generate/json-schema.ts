import { z } from 'zod';

/** The parts of a JSON Schema that the pages print. */
const node = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  get properties() {
    return z.record(z.string(), node).optional();
  },
  get items() {
    return node.optional();
  },
  get anyOf() {
    return z.array(node).optional();
  },
  get oneOf() {
    return z.array(node).optional();
  },
  required: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  maxItems: z.number().optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  default: z.unknown().optional(),
});
export type SchemaNode = z.infer<typeof node>;

/** One field of a message: its path (`[]` for each item of a list), its type and limits in words. */
export type Field = { readonly path: string; readonly type: string; readonly isRequired: boolean };

/** What a sender may write, since texts are bounded before they are normalised. */
export function describeSchema(schema: z.ZodType): SchemaNode {
  return node.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
}

/** Every field below a schema, in the order of the code; objects and lists of objects are opened. */
export function fieldsOf(schema: SchemaNode, prefix = ''): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const isRequired = schema.required?.includes(name) ?? false;
    const own = { path, type: typeOf(child), isRequired };
    return [own, ...fieldsOf(child, path), ...(child.items ? fieldsOf(child.items, `${path}[]`) : [])];
  });
}

/** `text, at most 128 characters`, `0 to 255`, `one of …`: a schema's type and limits in words. */
function typeOf(schema: SchemaNode): string {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return [...new Set(alternatives.map(typeOf))].join(' or ');
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => typeOf({ ...schema, type })).join(' or ');
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return `one of ${schema.enum.map(String).join(', ')}`;
  switch (schema.type) {
    case 'string':
      return textType(schema);
    case 'integer':
    case 'number':
      return numberType(schema);
    case 'array':
      return `list of ${typeOf(schema.items ?? {})}${limit(', at most ', schema.maxItems)}`;
    case 'boolean':
      return 'yes or no';
    case 'null':
      return 'null';
    default:
      return schema.type ?? 'any';
  }
}

/** The end of the year 9999, where the contract ends its times. */
const lastTime = 253_402_300_799_999;

function textType(schema: SchemaNode): string {
  if (schema.maxLength !== undefined) return `text, at most ${schema.maxLength} characters`;
  return schema.pattern === undefined
    ? `text${limit(', ', schema.format)}`
    : `text matching ${schema.pattern}`;
}

/** JavaScript's largest exact integer is no limit that anybody chose. */
function numberType({ type, minimum, maximum }: SchemaNode): string {
  if (maximum === lastTime) return 'time, ms since 1970 UTC';
  const kind = type === 'integer' ? 'integer' : 'number';
  const isBounded = maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER;
  if (isBounded) return `${kind}, ${minimum ?? '−∞'} to ${maximum}`;
  return minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? kind : `${kind}, at least ${minimum}`;
}

function limit(words: string, value: string | number | undefined): string {
  return value === undefined ? '' : `${words}${value}`;
}
