/** How many things answered a question by yes or no, and of how many nobody knows. */
export interface Answers {
  readonly yes: number;
  readonly no: number;
  readonly unknown: number;
}

export function countAnswers(answers: Iterable<boolean | null>): Answers {
  const counts = { yes: 0, no: 0, unknown: 0 };
  for (const answer of answers) counts[answer === null ? 'unknown' : answer ? 'yes' : 'no']++;
  return counts;
}

/** The number of yes as a form prints it; null when nothing at all is known, so that silence is no zero. */
export function yesOrUnknown({ yes, no }: Answers): number | null {
  return yes + no === 0 ? null : yes;
}

/** Yes as soon as one says so, no when all are known and none does, else unknown; null for no answer at all. */
export function anyYes(answers: Iterable<boolean | null>): boolean | null {
  const { yes, no, unknown } = countAnswers(answers);
  if (yes > 0) return true;
  return no > 0 && unknown === 0 ? false : null;
}
