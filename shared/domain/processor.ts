/** Processors by model name; the first pattern that matches holds. */
export interface ProcessorRule {
  /** Regular expression over `processorWords` of the model; a number in its first group is compared. */
  readonly pattern: string;
  /** From this number on it is listed; absent: whatever the number. */
  readonly atLeast?: number | undefined;
  readonly isListed: boolean;
}

const maxModelLength = 128;

/** The model name in lower case without marks and filling words: `intel core i5-8250u @ 1.60ghz`. */
function processorWords(model: string): string {
  return model
    .slice(0, maxModelLength)
    .toLowerCase()
    .replace(/\((?:r|tm|c)\)|[®™©]/g, ' ')
    .replace(/\b(?:cpu|processor)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ -/g, '-')
    .trim();
}

/** Whether Windows 11 lists a processor; null for a name that no row knows. */
export function isListedProcessor(model: string, rules: readonly ProcessorRule[]): boolean | null {
  const words = processorWords(model);
  for (const { pattern, atLeast, isListed } of rules) {
    const match = new RegExp(pattern).exec(words);
    if (match !== null) return isListed && (atLeast === undefined || Number(match[1]) >= atLeast);
  }
  return null;
}
