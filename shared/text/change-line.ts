import type { Text } from './text.ts';

/** One difference of an import. Structural: the contract's `RegisterChange` satisfies it. */
type Change = {
  readonly change: 'added' | 'changed' | 'removed';
  readonly key: string;
  readonly field: string | null;
  readonly before: string | null;
  readonly after: string | null;
};

/** `+` a row, `-` a row, or `~` one field of a row; what is unknown is a dash. */
export function changeLine({ change, key, field, before, after }: Change, text: Text): string {
  if (change === 'added') return text.t('register.change.added', { key, row: after ?? '' }).trimEnd();
  if (change === 'removed') return text.t('register.change.removed', { key, row: before ?? '' }).trimEnd();
  const values = { key, field: field ?? '', before: before ?? '—', after: after ?? '—' };
  return text.t('register.change.changed', values);
}
