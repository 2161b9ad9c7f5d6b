import { z } from 'zod';
import { joinRequest, leaveRequest, renewRequest } from '../shared/contract/enrol.ts';
import { answer } from '../shared/contract/order.ts';
import { factSchemas, reading } from '../shared/contract/readings.ts';
import { report } from '../shared/contract/report.ts';
import { birth, death } from '../shared/contract/status.ts';
import { type Section, sections } from '../shared/domain/reading.ts';
import { isPersonal, type PrivacyPolicy, withheldFacts } from './privacy.ts';

export const sendingTimes = [
  'change',
  'heartbeat',
  'daily',
  'connect',
  'probe',
  'order',
  'join',
  'renew',
  'leave',
] as const;
export type SendingTime = (typeof sendingTimes)[number];

/** One field that can leave the machine. Its description is the text `field.<path>`. */
export type LeavingField = {
  /** Such as `hardware.cpu.model`; `[]` stands for each of a list, `*` for any name. */
  readonly path: string;
  /** The message that carries it. */
  readonly message: 'report' | 'birth' | 'death' | 'answer' | 'join' | 'renew' | 'leave';
  readonly section: Section | null;
  /** `text`, `number`, `yes-no`, or the words that it can be. */
  readonly type: string;
  readonly when: SendingTime;
  /** A machine of this role never sends it. */
  readonly isWithheld: boolean;
};

type Part = Omit<LeavingField, 'path' | 'type' | 'isWithheld'> & {
  readonly root: string;
  readonly schema: z.ZodType;
};

/** Every field that can leave the machine, read from the contract's schemas, which are what messages are checked with. */
export function leavingFields(policy: Pick<PrivacyPolicy, 'role'> | null): LeavingField[] {
  const withheld = policy !== null && isPersonal(policy.role) ? withheldFacts : [];
  return leavingParts().flatMap(({ root, schema, ...part }) =>
    walk(schema, root).map(({ path, type }) => ({
      path,
      ...part,
      type,
      isWithheld: withheld.some(
        (fact) => path === fact || path.startsWith(`${fact}.`) || path.startsWith(`${fact}[`),
      ),
    })),
  );
}

function leavingParts(): Part[] {
  const { hashes, line, services, speed, ...envelope } = report.omit({ readings: true }).shape;
  const [anyReading] = reading.options;
  const inReport = { message: 'report', section: null, when: 'heartbeat' } as const;
  return [
    { root: 'report', schema: z.object(envelope), ...inReport },
    { root: 'report.hashes', schema: hashes, ...inReport, when: 'daily' },
    { root: 'report.line', schema: line, ...inReport, when: 'probe' },
    { root: 'report.services', schema: services, ...inReport, when: 'probe' },
    { root: 'report.speed', schema: speed, ...inReport, when: 'probe' },
    {
      root: 'report.readings[]',
      schema: anyReading.omit({ facts: true }).extend({ section: z.enum(sections) }),
      ...inReport,
    },
    ...sections.map(
      (section): Part => ({
        root: section,
        schema: factSchemas[section],
        message: 'report',
        section,
        when: section === 'usage' ? 'heartbeat' : 'change',
      }),
    ),
    { root: 'birth', schema: birth, message: 'birth', section: null, when: 'connect' },
    { root: 'death', schema: death, message: 'death', section: null, when: 'connect' },
    { root: 'answer', schema: answer, message: 'answer', section: null, when: 'order' },
    { root: 'join', schema: joinRequest, message: 'join', section: null, when: 'join' },
    { root: 'renew', schema: renewRequest, message: 'renew', section: null, when: 'renew' },
    { root: 'leave', schema: leaveRequest, message: 'leave', section: null, when: 'leave' },
  ];
}

type Leaf = { readonly path: string; readonly type: string };

function walk(schema: z.core.$ZodType, path: string): Leaf[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return walk(schema.unwrap(), path);
  if (schema instanceof z.ZodPipe) return walk(schema.in, path);
  if (schema instanceof z.ZodArray) return walk(schema.element, `${path}[]`);
  if (schema instanceof z.ZodRecord) return walk(schema.valueType, `${path}.*`);
  if (schema instanceof z.ZodObject) {
    return Object.entries<z.core.$ZodType>(schema.shape).flatMap(([name, part]) =>
      walk(part, `${path}.${name}`),
    );
  }
  return [{ path, type: leafType(schema, path) }];
}

function leafType(schema: z.core.$ZodType, path: string): string {
  if (schema instanceof z.ZodEnum) return schema.options.join(' | ');
  if (schema instanceof z.ZodLiteral) return [...schema.values].join(' | ');
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodBoolean) return 'yes-no';
  if (schema instanceof z.ZodString) return 'text';
  throw new TypeError(`explain does not know the kind of field at ${path}`);
}
