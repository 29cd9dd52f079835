import { getAt } from '@lamina/errors';
import { keyOfRemoval, type Removal } from '@lamina/plans';
import { type Checkpoint, keyOf, type WorkDone } from '../checkpoint.ts';
import type { TokenBatch } from '../session/build-feeds.ts';
import { formBatches } from '../session/form-batches.ts';
import type { Window } from './windows.ts';

/** The windows on which something is measured. */
export interface LossInput {
  readonly windows: readonly Window[];
  /** The number of windows per run. */
  readonly batch: number;
  /** Values of an earlier run; they are not measured again. */
  readonly checkpoint?: Checkpoint;
}

/** One value per token, float32[batch, sequence], of a batch under each removal, in any order. */
export type TokenMeasure = (
  batch: TokenBatch,
  removals: readonly Removal[],
) => AsyncGenerator<{ readonly removal: number; readonly values: Float32Array }>;

export interface MeasuredQuantity {
  /** Names the quantity in checkpoints. */
  readonly name: string;
  readonly measure: TokenMeasure;
  /** The number of positions of a window that count, from its first on. */
  readonly countOf: (length: number) => number;
}

/** The sum over every window under each removal, float64[removals][W]. Yields after each batch under each removal. */
export async function* measureWindows(
  { name, measure, countOf }: MeasuredQuantity,
  { windows, batch, checkpoint = {} }: LossInput,
  removals: readonly Removal[],
): AsyncGenerator<WorkDone<readonly number[]>, readonly (readonly number[])[]> {
  const sums = removals.map(() => new Array<number>(windows.length).fill(0));
  const sequences = windows.map(({ ids }) => ({ ids, next: 0 }));
  for (const { rows, width, tokens } of formBatches(sequences, batch)) {
    const batchKey = keyOf([tokens.ids, tokens.lengths]);
    const keys = removals.map((removal) => `${batchKey}:${name}:${keyOfRemoval(removal)}`);
    const put = (removal: number, found: readonly number[]): void => {
      for (const [row, window] of rows.entries()) getAt(sums, removal)[window] = getAt(found, row);
    };
    const open: number[] = [];
    for (const [removal, key] of keys.entries()) {
      const known = checkpoint[key];
      if (isSums(known, rows.length)) {
        put(removal, known);
        yield { count: rows.length };
      } else open.push(removal);
    }
    const left = open.map((removal) => getAt(removals, removal));
    if (left.length === 0) continue;
    for await (const { removal: place, values } of measure(tokens, left)) {
      const removal = getAt(open, place);
      const found = rows.map((_, row) => sumOf(values.subarray(row * width, row * width + countOf(getAt(tokens.lengths, row)))));
      put(removal, found);
      yield { count: rows.length, checkpoint: { [getAt(keys, removal)]: found } };
    }
  }
  return sums;
}

function sumOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function isSums(value: unknown, rows: number): value is readonly number[] {
  return Array.isArray(value) && value.length === rows && value.every((sum) => typeof sum === 'number');
}
