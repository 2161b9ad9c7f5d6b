/** Hands over one element of a list of the document. */
export type OnElement = (list: string, element: unknown) => void;

const quote = 0x22;
const comma = 0x2c;
const openList = 0x5b;
const backslash = 0x5c;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;
const isStructural = new Uint8Array(128);
for (const code of [comma, openList, closeList, openObject, closeObject]) isStructural[code] = 1;

/** What a structural character ends or begins: an element or value, a list, the document. */
type Step = 'cut' | 'open' | 'close' | 'end' | null;

/**
 * Reads a JSON object that arrives in pieces of any size. Each element of its lists is parsed and handed over by itself, so
 * that a document of 100 MB is never held as one text; what is no list comes as one record at the end, with the lists empty.
 * Only the structure between elements is looked at here: what is wrong inside of one, JSON.parse says.
 * @throws SyntaxError on what is no JSON object
 */
export function createListReader(onElement: OnElement): {
  readonly push: (piece: string) => void;
  readonly end: () => Record<string, unknown>;
} {
  const rest: Record<string, unknown> = {};
  let isEnded = false;
  let list: string | null = null;
  const take = (text: string, step: Step): void => {
    if (isEnded) throw new SyntaxError('text behind the JSON object');
    if (step === 'open') {
      list = Object.keys(JSON.parse(`{${text}[]}`))[0] ?? '';
      rest[list] = [];
      return;
    }
    if (text.trim() !== '') {
      if (list === null) Object.assign(rest, JSON.parse(`{${text}}`));
      else onElement(list, JSON.parse(text));
    }
    if (step === 'close') list = null;
    isEnded = step === 'end';
  };
  const cutter = createCutter(take);
  const end = (): Record<string, unknown> => {
    if (!isEnded || cutter.pending().trim() !== '') throw new SyntaxError('no whole JSON object');
    return rest;
  };
  return { push: cutter.push, end };
}

/** Cuts text at the structural characters that matter, wherever its pieces begin and end. */
function createCutter(take: (text: string, step: Step) => void) {
  const stepOf = createSteps();
  const isString = createStringState();
  /** Since the last cut: a key with its value, or one element. */
  let pending = '';
  const push = (piece: string): void => {
    let from = 0;
    for (let at = 0; at < piece.length; at++) {
      const code = piece.charCodeAt(at);
      if (isString(code) || code > closeObject || isStructural[code] !== 1) continue;
      const step = stepOf(code);
      if (step === null) continue;
      take(pending + piece.slice(from, at), step);
      pending = '';
      from = at + 1;
    }
    pending += piece.slice(from);
  };
  return { push, pending: () => pending };
}

/** Whether a character belongs to a string, its quotes with it. */
function createStringState(): (code: number) => boolean {
  let isInString = false;
  let isEscaped = false;
  return (code) => {
    if (!isInString) {
      isInString = code === quote;
      return isInString;
    }
    if (isEscaped) isEscaped = false;
    else if (code === backslash) isEscaped = true;
    else if (code === quote) isInString = false;
    return true;
  };
}

function createSteps(): (code: number) => Step {
  let depth = 0;
  let isInList = false;
  const opened = (code: number): Step => {
    depth += 1;
    if (depth === 1) return code === openObject ? 'cut' : mismatch();
    if (depth !== 2 || code !== openList) return null;
    isInList = true;
    return 'open';
  };
  const closed = (code: number): Step => {
    depth -= 1;
    if (depth === 1 && isInList) {
      isInList = false;
      return code === closeList ? 'close' : mismatch();
    }
    if (depth > 0) return null;
    return code === closeObject ? 'end' : mismatch();
  };
  return (code) => {
    if (code === openList || code === openObject) return opened(code);
    if (code === closeList || code === closeObject) return closed(code);
    return depth === (isInList ? 2 : 1) ? 'cut' : null;
  };
}

function mismatch(): never {
  throw new SyntaxError('brackets of the JSON object do not match');
}
