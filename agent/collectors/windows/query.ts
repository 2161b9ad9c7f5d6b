import type { Section } from '../../../shared/domain/reading.ts';

/** One question of the batch that PowerShell runs: it is asked when one of its sections is due. */
export type WindowsQuery = {
  /** Unique, in the form `defenderStatus`. */
  readonly name: string;
  readonly sections: readonly Section[];
  /**
   * PowerShell that emits objects; every row travels as JSON. Single quotes only, ASCII, lists as `@('a','b')`, valid in
   * Constrained Language Mode; `C CLASS PROPERTIES NAMESPACE FILTER` asks CIM with a time limit.
   */
  readonly script: string;
};
