import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { shippedDisplayKinds } from '../../shared/data/display-kinds.ts';
import { displayKindOf, displayKinds } from '../../shared/domain/display-kind.ts';
import { decodeEdid } from '../../shared/domain/edid.ts';
import { requireFixtures } from '../support/tools.ts';

const kinds = shippedDisplayKinds();

/** A base block of our own making: header, `ACR` 0x06B4, serial number 7, made in 2019, the sizes and descriptors given. */
function block(change: (bytes: Uint8Array) => void = () => undefined): Uint8Array {
  const bytes = new Uint8Array(128);
  bytes.set([0, 255, 255, 255, 255, 255, 255, 0, 0x04, 0x72, 0xb4, 0x06, 7, 0, 0, 0, 12, 29, 1, 3]);
  bytes.set([0x80, 34, 27], 20);
  change(bytes);
  return bytes;
}

function descriptor(tag: number, text: string): number[] {
  const padded = `${text}\n`.padEnd(13, ' ').slice(0, 13);
  return [0, 0, 0, tag, 0, ...[...padded].map((letter) => letter.charCodeAt(0))];
}

describe('a block of our own making', () => {
  it('gives maker, product, serial number, year and size', () => {
    expect(decodeEdid(block())).toEqual({
      vendor: 'ACR',
      product: '06B4',
      name: null,
      serial: '7',
      year: 2019,
      widthMm: 340,
      heightMm: 270,
    });
  });

  it('prefers the texts of descriptors, and stops at their line feed', () => {
    const edid = decodeEdid(
      block((bytes) => {
        bytes.set(descriptor(0xfc, 'AL1716'), 72);
        bytes.set(descriptor(0xff, 'L56042344335'), 90);
      }),
    );
    expect(edid).toMatchObject({ name: 'AL1716', serial: 'L56042344335' });
  });

  it('joins a name of two descriptors', () => {
    const edid = decodeEdid(
      block((bytes) => {
        bytes.set(descriptor(0xfc, 'A projector o'), 72);
        bytes.set(descriptor(0xfc, 'f the lab'), 90);
      }),
    );
    expect(edid?.name).toBe('A projector of the lab');
  });

  it('takes millimetres of a timing only where they agree with the centimetres', () => {
    const timing = (widthMm: number, heightMm: number) =>
      decodeEdid(
        block((bytes) => {
          bytes.set([1, 1], 54);
          bytes.set([widthMm & 255, heightMm & 255, ((widthMm >> 8) << 4) | (heightMm >> 8)], 66);
        }),
      );
    expect(timing(338, 270)).toMatchObject({ widthMm: 338, heightMm: 270 });
    expect(timing(16, 9)).toMatchObject({ widthMm: 340, heightMm: 270 });
  });

  it('says nothing that the block does not say', () => {
    const bare = block((bytes) => bytes.fill(0, 8));
    expect(decodeEdid(bare)).toEqual({
      vendor: null,
      product: '0000',
      name: null,
      serial: null,
      year: null,
      widthMm: null,
      heightMm: null,
    });
  });
});

describe('kinds', () => {
  it.each([
    ['Acer XGA PJ', null, 'projector?'],
    ['EPSON PJ', 530, 'projector?'],
    ['OPTOMA XGA', null, 'projector?'],
    ['NP-M311X', null, 'projector?'],
    ['Panasonic-TV', 1600, 'tv?'],
    ['Hisense', null, 'tv?'],
    ['AVAMP', null, 'tv?'],
    ['ACER P5260i', null, 'projector?'],
    ['DELL E1914H', 410, 'monitor'],
    [null, 410, 'monitor'],
    [null, null, 'unknown'],
  ])('%s, %s mm wide, is %s', (name, widthMm, kind) => {
    expect(displayKindOf({ name, widthMm, heightMm: widthMm }, kinds)).toBe(kind);
  });
});

/** Read by hand from the bytes, and by edid-decode. */
const byHand: Readonly<Record<string, readonly unknown[]>> = {
  EV2785: ['ENC', '2911', 'EV2785', '68056070', 2020, 597, 336, 'monitor'],
  'acer-h6517abd': ['ACR', '2311', 'Acer H6517ABD', 'JNB110015900', 2019, null, null, 'projector?'],
  'acer-p1206p': ['ACR', '1228', 'ACER P1206P', 'JCS010145901', 2012, null, null, 'projector?'],
  'acer-v193': ['ACR', '0024', 'Acer V193', 'LBZ080424212', 2008, 376, 301, 'monitor'],
  'benq-bl2420-tf': ['BNQ', '8027', 'BenQ LCD', 'X1J08410019', 2018, 527, 296, 'monitor'],
  'crt.sony-gdm420': ['SNY', '0490', 'CPD-G420', '6017706', 2001, 352, 264, 'monitor'],
  'crt.nokia-valuegraph-447w': ['NOK', '00B7', null, '3355', 1997, 300, 230, 'monitor'],
  'lcd.compaq-evo-n1020v': ['LGP', '6E54', null, null, null, 304, 228, 'monitor'],
  'lcd.hp-l1950': ['HWP', '26E7', 'HP L1950', 'CNK7420237', 2007, 380, 300, 'monitor'],
  'lcd.lg.tv.22MT44DP-PZ': ['GSM', '59C6', '2D FHD LG TV', null, 2013, 509, 286, 'tv?'],
  'lcd.samsung-s24e450': ['SAM', '0CA5', 'S24E450', 'H4ZKA00739', 2018, 531, 299, 'monitor'],
  'lenovo-T24v-10': ['LEN', '61BC', 'T24v-10', 'V905BAYH', 2019, 527, 296, 'monitor'],
};

test('every recorded display decodes, a dozen checked by hand', (context) => {
  const folder = path.join(requireFixtures(context), 'edid');
  const files = readdirSync(folder);
  const decoded = files.map((file) => [file, decodeEdid(readFileSync(path.join(folder, file)))] as const);
  expect(decoded.filter(([, edid]) => edid === null)).toEqual([]);
  expect(decoded.filter(([, edid]) => edid?.vendor === null)).toEqual([]);
  const read = Object.fromEntries(
    decoded.flatMap(([file, edid]) =>
      edid === null || byHand[file] === undefined
        ? []
        : [[file, [...Object.values(edid), displayKindOf(edid, kinds)]]],
    ),
  );
  expect(read).toEqual(byHand);
});

describe('hostile bytes', () => {
  it('are no EDID when they are too short or begin otherwise', () => {
    expect(decodeEdid(new Uint8Array(0))).toBeNull();
    expect(decodeEdid(block().subarray(0, 127))).toBeNull();
    expect(decodeEdid(new Uint8Array(128))).toBeNull();
  });

  it('never throw, and give printable texts of bounded length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 120, maxLength: 120 }), fc.nat({ max: 300 }), (rest, extra) => {
        const bytes = new Uint8Array(128 + extra).fill(0xff);
        bytes.set([0, 255, 255, 255, 255, 255, 255, 0]);
        bytes.set(rest, 8);
        const edid = decodeEdid(bytes);
        expect(edid).not.toBeNull();
        expect(`${edid?.name ?? ''}${edid?.serial ?? ''}`).toMatch(/^[\x20-\x7e]{0,110}$/);
        if (edid !== null) expect(displayKinds).toContain(displayKindOf(edid, kinds));
      }),
    );
  });
});
