import type { AntivirusTable, CentreState, DefinitionState } from './antivirus-facts.ts';

/** What Windows Security Center says of one product, by the nibbles of its number 0x00TTSSDD. */
export interface ProductState {
  /** The provider byte has the bit of an antivirus. */
  readonly isAntivirus: boolean;
  /** The provider byte, such as 0x06: bits, several at once. */
  readonly provider: number;
  readonly state: CentreState | 'unknown';
  readonly definitions: DefinitionState | 'unknown';
  readonly owner: 'microsoft' | 'other' | 'unknown';
}

/**
 * Decodes `productState` by nibbles: testing whole bytes counts snoozed and expired products as on. These are not the values
 * of WSC_SECURITY_PRODUCT_STATE (iwscapi), where 0 is on.
 */
export function decodeProductState(productState: number, table: AntivirusTable): ProductState {
  const nibble = (shift: number) => String((productState >>> shift) & 0xf);
  const provider = (productState >>> 16) & 0xff;
  return {
    isAntivirus: (provider & table.providerBit) !== 0,
    provider,
    state: table.states[nibble(12)] ?? 'unknown',
    definitions: table.definitions[nibble(4)] ?? 'unknown',
    owner: table.owners[nibble(8)] ?? 'unknown',
  };
}
