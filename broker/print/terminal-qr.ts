import { create } from 'qrcode';
import { maxQrCharacters } from './qr-size.ts';

const quietModules = 2;

/**
 * A QR code in half blocks, dark on light whatever the terminal's colours: two rows of modules a line.
 * Null for a text that no telephone would read from a screen.
 */
export function terminalQr(text: string): string | null {
  if (text.length > maxQrCharacters) return null;
  const { size, data } = create(text, { errorCorrectionLevel: 'L' }).modules;
  const isDark = (row: number, column: number): boolean =>
    row >= 0 && column >= 0 && row < size && column < size && data[row * size + column] === 1;
  const lines: string[] = [];
  for (let row = -quietModules; row < size + quietModules; row += 2) {
    let line = '';
    for (let column = -quietModules; column < size + quietModules; column += 1) {
      line += blockOf(isDark(row, column), isDark(row + 1, column));
    }
    lines.push(`\u001b[30;107m${line}\u001b[0m`);
  }
  return lines.join('\n');
}

function blockOf(isUpperDark: boolean, isLowerDark: boolean): string {
  if (isUpperDark) return isLowerDark ? '█' : '▀';
  return isLowerDark ? '▄' : ' ';
}
