import type { ItemNeed } from '../../../shared/domain/item/item-need.ts';
import type { SchoolNeed } from '../../../shared/domain/need-school.ts';
import { byCodeUnit } from '../../../shared/domain/order.ts';
import type { Plan } from '../../../shared/domain/plan/plan.ts';
import type { Text } from '../../../shared/text/text.ts';
import { columnsFor, type DataSheet, dataSheet } from './data-sheet.ts';

type Counted = { readonly need: SchoolNeed; readonly item: ItemNeed };

/** The other norms of each school: what each rule asks for, what there is and where the count comes from. */
export function itemSheet({ needs }: Plan, text: Text): DataSheet {
  const rows = needs.schools.flatMap((need) => need.items.map((item): Counted => ({ need, item })));
  const of = columnsFor<Counted>('export.item', text);
  return dataSheet({ id: 'items', name: text.t('export.sheet.items') }, rows, [
    of.text('schoolCode', ({ need }) => need.schoolCode, { width: 12 }),
    of.text('schoolName', ({ need }) => need.schoolName, { width: 28 }),
    of.code(
      'item',
      ({ item }) => item.item,
      (item) => text.say(`item.${item}`),
      26,
    ),
    of.integer('norm', ({ item }) => item.norm),
    of.integer('existing', ({ item }) => item.existing),
    of.integer('usable', ({ item }) => item.usable),
    of.integer('deficit', ({ item }) => item.deficit),
    of.code(
      'source',
      ({ item }) => item.source,
      (source) => text.say(`item.source.${source}`),
      14,
    ),
    of.integer('required', ({ item }) => Number(item.isRequired)),
    of.text('pack', ({ item }) => item.packId),
    of.code(
      'status',
      ({ item }) => item.status,
      (status) => text.say(`rule.status.${status}`),
    ),
    of.text('basis', ({ item }) => item.basis, { width: 40 }),
  ]);
}

type Declared = {
  readonly kind: 'equipment' | 'room' | 'line' | 'licence';
  readonly schoolCode: string;
  readonly siteCode: string | null;
  readonly what: string;
  readonly quantity: number | null;
  readonly working: number | null;
  readonly detail: string | null;
};

/** What the school declared beside its machines: things, rooms, lines, licences. */
export function declaredSheet({ snapshot }: Plan, text: Text): DataSheet {
  const of = columnsFor<Declared>('export.declared', text);
  const wordsOf = ({ kind, what }: Declared): string => {
    if (kind === 'equipment') return text.say(`item.${what}`);
    return kind === 'room' && what !== '' ? text.say(`roomKind.${what}`) : what;
  };
  return dataSheet(
    { id: 'declared', name: text.t('export.sheet.declared') },
    inOrder(declaredThings(snapshot)),
    [
      of.text('schoolCode', ({ schoolCode }) => schoolCode, { width: 12 }),
      of.text('site', ({ siteCode }) => siteCode, { width: 10 }),
      of.code(
        'kind',
        ({ kind }) => kind,
        (kind) => text.say(`export.declared.kind.${kind}`),
      ),
      of.text('what', ({ what }) => what, { width: 28, words: wordsOf }),
      of.integer('quantity', ({ quantity }) => quantity),
      of.integer('working', ({ working }) => working),
      of.text('detail', ({ detail }) => detail, { width: 34 }),
    ],
  );
}

function inOrder(things: readonly Declared[]): Declared[] {
  const keyOf = ({ schoolCode, siteCode, kind, what, detail }: Declared): string =>
    [schoolCode, siteCode ?? '', kind, what, detail ?? ''].join('\n');
  return things.toSorted((a, b) => byCodeUnit(keyOf(a), keyOf(b)));
}

function declaredThings({ equipment, rooms, lines, licences }: Plan['snapshot']): Declared[] {
  const none = { siteCode: null, quantity: null, working: null, detail: null };
  return [
    ...equipment.map(({ schoolCode, siteCode, item, quantity, working }) => ({
      ...{ ...none, kind: 'equipment' as const, schoolCode, siteCode, what: item, quantity, working },
    })),
    ...rooms.map(({ schoolCode, siteCode, room, kind, seats }) => ({
      ...{
        ...none,
        kind: 'room' as const,
        schoolCode,
        siteCode,
        what: kind ?? '',
        quantity: seats,
        detail: room,
      },
    })),
    ...lines.map(({ lineId, schoolCode, siteCode, isp, medium, contractDownMbps }) => ({
      ...{
        ...none,
        kind: 'line' as const,
        schoolCode,
        siteCode,
        what: medium ?? '',
        quantity: contractDownMbps,
      },
      detail: [lineId, isp].filter((part) => part !== null).join(' '),
    })),
    ...licences.map(({ schoolCode, product, seats, expiresOn }) => ({
      ...{ ...none, kind: 'licence' as const, schoolCode, what: product, quantity: seats, detail: expiresOn },
    })),
  ];
}
