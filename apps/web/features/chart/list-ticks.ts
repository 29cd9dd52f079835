import { numbers } from '../ui/numbers.ts';
import type { NumberScale } from './number-scale.ts';

export interface Tick {
  /** Pixels along its axis. */
  readonly at: number;
  readonly label: string;
}

/** Round numbers of a scale, about `count` of them. */
export function listTicks(
  scale: NumberScale,
  count: number,
  format: (value: number, digits: number) => string = formatTick,
): readonly Tick[] {
  const values = thinOut(scale.ticks(count), count);
  const digits = Math.max(0, ...values.map(countDecimals));
  return values.map((value) => ({ at: scale(value), label: format(value, digits) }));
}

/** Whole numbers of a scale, as many as fit into `width` pixels. */
export function listWholeTicks(scale: NumberScale, width: number): readonly Tick[] {
  const [first = 0, last = 0] = scale.domain();
  const step = Math.max(1, Math.ceil(last / Math.max(4, Math.floor(width / 40))));
  const values = Array.from({ length: Math.floor(last / step) + 1 }, (_, index) => index * step);
  return values.filter((value) => value >= first).map((value) => ({ at: scale(value), label: String(value) }));
}

/** From here on a label with all its zeros would be wider than the margin of a chart. */
const VERY_LARGE = 1e6;

/** Formats ticks with as many decimals as the finest tick needs; very large numbers as powers of ten, such as `10⁶` and `2.5·10⁹`. */
export function formatTick(value: number, digits: number): string {
  if (Math.abs(value) >= VERY_LARGE) return writePower(value);
  return digits > 4 ? numbers.significant(value, 1) : numbers.fixed(value, digits);
}

function writePower(value: number): string {
  const { exponent } = splitExponent(value);
  const power = `10${[...String(exponent)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`;
  const factor = value / 10 ** exponent;
  return factor === 1 ? power : `${numbers.rounded(factor)}·${power}`;
}

// A log scale offers every multiple of each power of ten, so most must be dropped.
function thinOut(ticks: readonly number[], count: number): readonly number[] {
  if (ticks.length <= count * 2) return ticks;
  for (const leading of ['125', '1']) {
    const kept = ticks.filter((value) => leading.includes(value.toExponential(0).charAt(0)));
    if (kept.length <= count * 2 && kept.length > 1) return kept;
  }
  return ticks.filter((_, index) => index % Math.ceil(ticks.length / count) === 0);
}

function countDecimals(value: number): number {
  const { digits, exponent } = splitExponent(value);
  return Math.max(0, digits.length - 1 - exponent);
}

/** The significant digits of a round number, and its power of ten: 0.25 has the digits 25 and the exponent −1. */
function splitExponent(value: number): { readonly digits: string; readonly exponent: number } {
  const [digits = '', exponent = '0'] = Number(value.toPrecision(10)).toExponential().split('e');
  return { digits: digits.replaceAll(/\D/g, ''), exponent: Number(exponent) };
}
