import { getAt } from '@lamina/errors';

/** One way to store a unit: a type, or its absence. */
export interface UnitOption {
  readonly name: string;
  readonly bytes: number;
  /** Nats per token that the model diverges by if only this unit is stored so. */
  readonly divergence: number;
}

/** Bounds of the sum that some units can reach within the bytes that are left. */
export interface UnitBounds {
  /** A lower bound of their divergence; null where the bytes do not suffice. */
  readonly bound: (bytes: number) => number | null;
  /** The divergence of an allocation within the bytes; null where they do not suffice. */
  readonly complete: (bytes: number) => number | null;
}

export interface Bounds {
  /** The bounds of the units from a place on. */
  readonly after: (place: number) => UnitBounds;
  /** The divergence of an allocation of all units within a budget that suffices. */
  readonly findFeasible: (budget: number) => number;
}

/** A step along the convex hull of a unit's options: so many more bytes take so much from the divergence. */
interface Step {
  readonly bytes: number;
  readonly gain: number;
}

/**
 * Bounds by linear relaxation: each unit starts at its smallest option, and steps of all units are taken by gain per byte. The bytes that remain take a
 * share of the next step in the bound, and the first later steps that fit in the allocation.
 *
 * @param units options without dominated ones, by ascending bytes
 */
export function createBounds(units: readonly (readonly UnitOption[])[]): Bounds {
  const suffixes = Array.from({ length: units.length + 1 }, (_, place) => boundUnits(units.slice(place)));
  const after = (place: number): UnitBounds => {
    const found = suffixes[place];
    if (found === undefined) throw new Error(`no bounds from place ${place} on`);
    return found;
  };
  return { after, findFeasible: (budget) => after(0).complete(budget) ?? Number.POSITIVE_INFINITY };
}

function boundUnits(units: readonly (readonly UnitOption[])[]): UnitBounds {
  const least = units.reduce((sum, options) => sum + getAt(options, 0).bytes, 0);
  const most = units.reduce((sum, options) => sum + getAt(options, 0).divergence, 0);
  // Along a hull gains per byte fall, so the steps of a unit stay in their order.
  const steps = units.flatMap(listSteps).sort((a, b) => b.gain * a.bytes - a.gain * b.bytes);
  const bytesUpTo = accumulate(steps.map(({ bytes }) => bytes));
  const gainUpTo = accumulate(steps.map(({ gain }) => gain));
  const countWithin = (bytes: number): number => {
    let [low, high] = [0, steps.length];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (getAt(bytesUpTo, middle) <= bytes) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    bound: (bytes) => {
      const free = bytes - least;
      if (free < 0) return null;
      const whole = countWithin(free);
      const next = steps[whole];
      const share = next === undefined ? 0 : ((free - getAt(bytesUpTo, whole)) / next.bytes) * next.gain;
      return most - getAt(gainUpTo, whole) - share;
    },
    complete: (bytes) => {
      const free = bytes - least;
      return free < 0 ? null : most - getAt(gainUpTo, countWithin(free));
    },
  };
}

/** 0 and the sums of the first values. */
function accumulate(values: readonly number[]): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (const [index, value] of values.entries()) sums[index + 1] = getAt(sums, index) + value;
  return sums;
}

/** The steps along the lower convex hull of a unit's options. */
function listSteps(options: readonly UnitOption[]): readonly Step[] {
  const hull: UnitOption[] = [];
  for (const option of options) {
    while (hull.length > 1 && liesAbove(hull.at(-2), hull.at(-1), option)) hull.pop();
    hull.push(option);
  }
  return hull.slice(1).map(({ bytes, divergence }, index) => {
    const before = getAt(hull, index);
    return { bytes: bytes - before.bytes, gain: before.divergence - divergence };
  });
}

/** Whether b is on or above the line from a to c. */
function liesAbove(a: UnitOption | undefined, b: UnitOption | undefined, c: UnitOption): boolean {
  if (a === undefined || b === undefined) return false;
  return (b.divergence - a.divergence) * (c.bytes - a.bytes) >= (c.divergence - a.divergence) * (b.bytes - a.bytes);
}
