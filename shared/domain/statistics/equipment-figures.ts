import type { ItemCode } from '../item/item.ts';
import type { Equipment } from '../snapshot/register.ts';

/** Pieces that a school declares of some items; null when it declares none of them, which is not zero. */
export function declaredQuantity(equipment: readonly Equipment[], items: readonly ItemCode[]): number | null {
  const declared = equipment.filter(({ item }) => items.includes(item));
  return declared.length === 0 ? null : declared.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** The larger of what is declared and what agents saw; unknown where nobody declares and no agent saw any. */
export function declaredOrSeen(
  equipment: readonly Equipment[],
  items: readonly ItemCode[],
  seen: number,
): number | null {
  const declared = declaredQuantity(equipment, items);
  if (declared === null) return seen > 0 ? seen : null;
  return Math.max(declared, seen);
}
