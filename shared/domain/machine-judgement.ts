import type { Judgement } from './finding.ts';
import type { JudgementFrame, MachineForJudgement } from './judgement-rule.ts';

/**
 * (`MachineForJudgement` and `JudgementFrame` are in judgement-rule.ts, so that rules import nothing from here.)
 * Everything that the rules say of one machine: one judgement for each code but those of `schoolFindingCodes`, in the order
 * of `findingCodes`. Pure; unknown facts give `unknown`, which neither opens nor fixes a finding.
 */
export function judgeFindings(_machine: MachineForJudgement, _frame: JudgementFrame): readonly Judgement[] {
  return [];
}
