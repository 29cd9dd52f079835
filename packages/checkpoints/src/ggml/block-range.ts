import { valueAt } from './ggml-type.ts';

/** The value of the largest magnitude among `count`, with its sign; the first of equal ones. */
export function findExtreme(values: Float32Array, from: number, count: number): number {
  let magnitude = 0;
  let extreme = 0;
  for (let at = from; at < from + count; at += 1) {
    const value = valueAt(values, at);
    const own = Math.abs(value);
    if (own > magnitude) {
      magnitude = own;
      extreme = value;
    }
  }
  return extreme;
}

export function findLowest(values: Float32Array, from: number, count: number): number {
  let lowest = valueAt(values, from);
  for (let at = from + 1; at < from + count; at += 1) if (valueAt(values, at) < lowest) lowest = valueAt(values, at);
  return lowest;
}

export function findHighest(values: Float32Array, from: number, count: number): number {
  let highest = valueAt(values, from);
  for (let at = from + 1; at < from + count; at += 1) if (valueAt(values, at) > highest) highest = valueAt(values, at);
  return highest;
}

/** 1 ÷ scale in float32; 0 for a scale of 0. */
export function invert(scale: number): number {
  return scale === 0 ? 0 : Math.fround(1 / scale);
}
