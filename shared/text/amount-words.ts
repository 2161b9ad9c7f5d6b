import type { Language } from './text.ts';

const digits = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'] as const;
const small = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven'],
  ...['twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'],
] as const;
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'] as const;
const scalesVi = ['', ' nghìn', ' triệu'] as const;
const scalesEn = ['', ' thousand', ' million', ' billion', ' trillion', ' quadrillion'] as const;
const billion = 1_000_000_000;

/**
 * A whole number in words: 105 "một trăm linh năm". Forms of account write "bốn" and never "tư" (24 "hai mươi bốn"), "linh" and
 * never "lẻ", "nghìn" and never "ngàn"; above a thousand million, millions of "tỷ".
 * @throws RangeError on a fraction, a negative number or one above Number.MAX_SAFE_INTEGER: no such amount is ever printed
 */
export function numberInWords(value: number, language: Language): string {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`no whole number: ${value}`);
  return language === 'vi' ? vietnamese(value) : english(value);
}

/**
 * An amount at the foot of an estimate: 1.000.000.000 "Một tỷ đồng chẵn". "Chẵn" closes an amount of whole thousands, the
 * least that is paid, so that nothing can be written behind it; any other ends in "đồng".
 * @param dong whole đồng, see numberInWords
 */
export function amountInWords(dong: number, language: Language): string {
  const words = numberInWords(dong, language);
  const isRound = dong > 0 && dong % 1_000 === 0;
  const currency = language === 'vi' ? 'đồng' : 'dong';
  const end = language === 'vi' ? 'chẵn' : 'only';
  const first = words.charAt(0).toUpperCase();
  return `${first}${words.slice(1)} ${currency}${isRound ? ` ${end}` : ''}`;
}

function vietnamese(value: number): string {
  if (value < billion) return belowBillion(value, false);
  const rest = value % billion;
  const head = `${vietnamese((value - rest) / billion)} tỷ`;
  return rest === 0 ? head : `${head} ${belowBillion(rest, true)}`;
}

/** @param isInner stands behind a larger group, so its hundreds are spoken even when there are none */
function belowBillion(value: number, isInner: boolean): string {
  if (value === 0) return digits[0];
  const groups = [value % 1_000, Math.floor(value / 1_000) % 1_000, Math.floor(value / 1_000_000)];
  const words: string[] = [];
  for (const place of [2, 1, 0]) {
    const group = groups[place] ?? 0;
    if (group === 0) continue;
    words.push(`${groupVi(group, isInner || words.length > 0)}${scalesVi[place] ?? ''}`);
  }
  return words.join(' ');
}

function groupVi(group: number, isFull: boolean): string {
  const hundreds = Math.floor(group / 100);
  const rest = group % 100;
  if (hundreds === 0 && !isFull) return belowHundred(rest);
  const head = `${digitVi(hundreds)} trăm`;
  if (rest === 0) return head;
  return rest < 10 ? `${head} linh ${digitVi(rest)}` : `${head} ${belowHundred(rest)}`;
}

/** 15 "mười lăm", 21 "hai mươi mốt", 11 "mười một". */
function belowHundred(value: number): string {
  const ten = Math.floor(value / 10);
  const unit = value % 10;
  if (ten === 0) return digitVi(unit);
  const head = ten === 1 ? 'mười' : `${digitVi(ten)} mươi`;
  if (unit === 0) return head;
  if (unit === 5) return `${head} lăm`;
  return `${head} ${unit === 1 && ten > 1 ? 'mốt' : digitVi(unit)}`;
}

function digitVi(digit: number): string {
  return digits[digit] ?? '';
}

function english(value: number): string {
  if (value === 0) return small[0];
  const words: string[] = [];
  let left = value;
  for (const scale of scalesEn) {
    const group = left % 1_000;
    if (group > 0) words.unshift(`${groupEn(group)}${scale}`);
    left = (left - group) / 1_000;
  }
  return words.join(' ');
}

function groupEn(group: number): string {
  const hundreds = Math.floor(group / 100);
  const rest = group % 100;
  const tail = rest < 20 ? (small[rest] ?? '') : belowHundredEn(rest);
  if (hundreds === 0) return tail;
  const head = `${small[hundreds] ?? ''} hundred`;
  return rest === 0 ? head : `${head} and ${tail}`;
}

function belowHundredEn(value: number): string {
  const ten = tens[Math.floor(value / 10)] ?? '';
  const unit = value % 10;
  return unit === 0 ? ten : `${ten}-${small[unit] ?? ''}`;
}
