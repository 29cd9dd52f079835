import type { Random } from '@lamina/metrics';
import { encodeVarint } from './protobuf-tree.ts';

export type ByteMutation = (bytes: Uint8Array, random: Random, places: readonly number[]) => Uint8Array;

/** Integers that readers often handle wrongly: around the limits of 7, 31, 32, 53, 63 and 64 bits, and −1 as protobuf writes it. */
export const HOSTILE_INTEGERS: readonly bigint[] = [
  0n,
  1n,
  127n,
  128n,
  (1n << 28n) + 1n,
  (1n << 31n) - 1n,
  1n << 31n,
  1n << 32n,
  (1n << 53n) - 1n,
  1n << 53n,
  (1n << 63n) - 1n,
  -1n,
  -(1n << 31n),
  -(1n << 63n),
];

/** Mutations that know only where the structure of the format is: `places` are offsets outside weight data. */
export const BYTE_MUTATIONS: Readonly<Record<string, ByteMutation>> = {
  flipBits: (bytes, random, places) => {
    const copy = new Uint8Array(bytes);
    for (let left = 1 + random.randomBelow(8); left > 0; left -= 1) {
      const place = pickPlace(bytes, random, places);
      copy[place] = (copy[place] ?? 0) ^ (1 << random.randomBelow(8));
    }
    return copy;
  },
  setBytes: (bytes, random, places) => {
    const copy = new Uint8Array(bytes);
    const value = pick([0x00, 0x7f, 0x80, 0xff], random);
    const start = pickPlace(bytes, random, places);
    return copy.fill(value, start, start + 1 + random.randomBelow(12));
  },
  truncate: (bytes, random, places) => bytes.subarray(0, pickPlace(bytes, random, places)),
  duplicateRange: (bytes, random, places) => {
    const [start, end] = pickRange(bytes, random, places);
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
  },
  deleteRange: (bytes, random, places) => {
    const [start, end] = pickRange(bytes, random, places);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  },
  spliceRange: (bytes, random, places) => {
    const [start, end] = pickRange(bytes, random, places);
    const target = pickPlace(bytes, random, places);
    return Buffer.concat([bytes.subarray(0, target), bytes.subarray(start, end), bytes.subarray(target)]);
  },
  overwriteVarint: (bytes, random, places) => {
    const place = pickPlace(bytes, random, places);
    const varint = encodeVarint(pick(HOSTILE_INTEGERS, random));
    const width = random.random() < 0.5 ? 1 : varint.byteLength;
    return Buffer.concat([bytes.subarray(0, place), varint, bytes.subarray(place + width)]);
  },
};

export function pick<T>(items: readonly T[], random: Random): T {
  return items[random.randomBelow(items.length)] as T;
}

/** Nine of ten offsets are in the structure: most of the file is weights, which may have any value. */
function pickPlace(bytes: Uint8Array, random: Random, places: readonly number[]): number {
  return random.random() < 0.9 ? pick(places, random) : random.randomBelow(bytes.byteLength);
}

function pickRange(bytes: Uint8Array, random: Random, places: readonly number[]): readonly [number, number] {
  const start = pickPlace(bytes, random, places);
  return [start, Math.min(bytes.byteLength, start + 1 + random.randomBelow(random.random() < 0.8 ? 64 : 8192))];
}
