import { clip } from './text.ts';

export type CapturePcm = { readonly card: number; readonly name: string };
export type UsbId = { readonly vendorId: string; readonly productId: string };

/** /proc/asound/pcm: `00-00: ALC236 Analog : ALC236 Analog : playback 1 : capture 1`; those that can record. */
export function parseCapturePcms(text: string): CapturePcm[] {
  return text.split('\n').flatMap((line) => {
    const [, card] = /^(\d{1,2})-\d{1,2}: /.exec(line) ?? [];
    const [, id = '', ...rest] = line.split(/:\s/);
    const name = clip(id, 128);
    if (card === undefined || name === undefined || !rest.some((part) => /^capture \d/.test(part))) return [];
    return [{ card: Number(card), name }];
  });
}

/** /proc/asound/cardN/usbid of a card on USB. */
export function parseUsbId(text: string): UsbId | undefined {
  const [, vendorId, productId] = /^([0-9a-f]{4}):([0-9a-f]{4})\s*$/i.exec(text) ?? [];
  if (vendorId === undefined || productId === undefined) return undefined;
  return { vendorId: vendorId.toLowerCase(), productId: productId.toLowerCase() };
}
