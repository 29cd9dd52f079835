import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3-scale';

export type NumberScale = ScaleContinuousNumeric<number, number>;

export interface NumberScaleOptions {
  readonly kind: 'linear' | 'log';
  /** Numbers that must be visible; on a log scale, those above zero. */
  readonly values: readonly number[];
  /** Pixels of the low end and the high end. */
  readonly range: readonly [number, number];
  /** Replaces the range of `values`. */
  readonly domain?: readonly [number, number] | undefined;
  /** Number of ticks of the axis; the ends are rounded to ticks, or to finer steps if there are few, unless a domain is given. */
  readonly ticks: number;
}

/** Space beyond the outermost values of a log scale, as a share of their distance. */
const LOG_MARGIN = 0.06;

/** With two ticks of 1, values from 0.8 to 1.1 would be drawn between 0 and 2. */
const FEWEST_STEPS = 5;

/** A scale over numbers; its domain never has length zero. */
export function createNumberScale({ kind, values, range, domain, ticks }: NumberScaleOptions): NumberScale {
  const drawable = values.filter((value) => Number.isFinite(value) && (kind === 'linear' || value > 0));
  const [low, high] = domain ?? widen(kind, drawable.length > 0 ? [Math.min(...drawable), Math.max(...drawable)] : [1, 2]);
  if (kind === 'log') {
    const margin = domain ? 1 : (high / low) ** LOG_MARGIN;
    return scaleLog([low / margin, high * margin], range);
  }
  const scale = scaleLinear([low, high], range);
  return domain ? scale : scale.nice(Math.max(ticks, FEWEST_STEPS));
}

function widen(kind: 'linear' | 'log', [low, high]: readonly [number, number]): readonly [number, number] {
  if (low < high) return [low, high];
  if (kind === 'log') return [low / 2, high * 2];
  const step = Math.abs(low) * 0.1 || 0.5;
  return [low - step, high + step];
}

/** If the highest value is this many times the median, the other values look flat on a linear scale. */
const SQUASHING = 8;

/** The scale on which most values can be distinguished; linear if a value has no logarithm. */
export function chooseScale(values: readonly number[]): 'linear' | 'log' {
  const sorted = values.toSorted((a, b) => a - b);
  const [lowest] = sorted;
  const highest = sorted.at(-1);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  if (lowest === undefined || highest === undefined || median === undefined || lowest <= 0) return 'linear';
  return highest > SQUASHING * median ? 'log' : 'linear';
}
