import { type Checkpoint, keyOf } from '../progress/checkpoint.ts';
import { digestIds, type Window } from '../text/windows.ts';
import type { SeriesSums, StateSums, UnitSums } from './metric-sums.ts';
import type { ScoreSums } from './score-sums.ts';

/** How far a score run has come. */
export interface ScoreState {
  /** The number of batches whose sums are included. */
  readonly batches: number;
  readonly windows: number;
  /** The time spent on these batches, over all runs. */
  readonly seconds: number;
}

/** What sums depend on: only a run of the same windows, batches and settings may continue them. */
export function keyOfScore(windows: readonly Window[], settings: readonly unknown[]): string {
  return keyOf([digestIds(windows), windows.map(({ document }) => document), settings]);
}

/** The entries that a batch of these windows changes. Numbers are float64, which JSON keeps exactly. */
export function describeSums(key: string, state: ScoreState, { sums, rows }: { sums: ScoreSums; rows: readonly number[] }): Checkpoint {
  const { nllPerWindow, states, units, unitOf } = sums;
  const touched = new Set(rows.map(unitOf));
  const all = Object.fromEntries(Object.entries(states).map(([name, values]) => [name, Array.from(values as Float64Array)]));
  return {
    [`${key}:state`]: { ...state, nllPerWindow: [...nllPerWindow], states: all },
    ...Object.fromEntries(units.flatMap((unit, index) => (touched.has(unit) ? [[`${key}:unit:${index}`, structuredClone(unit)]] : []))),
  };
}

/** Takes over the sums of an earlier run, and says how far that run had come. It takes nothing from a checkpoint of another run. */
export function restoreSums(key: string, checkpoint: Checkpoint, sums: ScoreSums): ScoreState {
  const stored = checkpoint[`${key}:state`];
  if (typeof stored !== 'object' || stored === null) return { batches: 0, windows: 0, seconds: 0 };
  const { nllPerWindow, states, ...state } = stored as ScoreState & {
    nllPerWindow: readonly number[];
    states: Record<keyof StateSums, number[]>;
  };
  copy(nllPerWindow, sums.nllPerWindow);
  for (const name of Object.keys(sums.states) as (keyof StateSums)[]) sums.states[name].set(states[name]);
  for (const [index, unit] of sums.units.entries()) {
    const saved = checkpoint[`${key}:unit:${index}`] as UnitSums | undefined;
    if (!saved) continue;
    for (const series of Object.keys(unit) as (keyof UnitSums)[])
      for (const part of Object.keys(unit[series]) as (keyof SeriesSums)[]) copy(saved[series][part], unit[series][part]);
  }
  return state;
}

function copy(from: readonly number[], to: number[]): void {
  for (const [index, value] of from.entries()) to[index] = value;
}
