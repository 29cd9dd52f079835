import { getAt } from '@lamina/errors';
import type { Removal } from '@lamina/plans';
import { type Checkpoint, keyOf, type WorkDone } from '../progress/checkpoint.ts';
import { askRemovals } from '../resident/ask-removals.ts';
import type { TokenBatch } from '../session/build-feeds.ts';
import { formBatches } from '../session/form-batches.ts';
import type { Window } from '../text/windows.ts';

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
  /** The largest number of tokens in one run, unless a single row has more; default: as many as the windows of a batch have. */
  readonly tokensPerRun?: number | undefined;
}

/** The sum over every window under each removal, float64[removals][W]. Yields after each batch under each removal. */
export async function* measureWindows(
  { name, measure, countOf, tokensPerRun }: MeasuredQuantity,
  { windows, batch, checkpoint = {} }: LossInput,
  removals: readonly Removal[],
): AsyncGenerator<WorkDone<readonly number[]>, readonly (readonly number[])[]> {
  const sums = removals.map(() => new Array<number>(windows.length).fill(0));
  const sequences = windows.map(({ ids }) => ({ ids, next: 0 }));
  for (const { rows, width, tokens } of formBatches(sequences, batch, tokensPerRun)) {
    const answers = askRemovals({
      key: `${keyOf([tokens.ids, tokens.lengths])}:${name}`,
      ...{ removals, checkpoint },
      count: rows.length,
      isAnswer: (entry) => isSums(entry, rows.length),
      ask: (left) => sumRows(measure(tokens, left), { width, counts: tokens.lengths.map(countOf) }),
    });
    for await (const { removal, answer, done } of answers) {
      for (const [row, window] of rows.entries()) getAt(sums, removal)[window] = getAt(answer, row);
      yield done;
    }
  }
  return sums;
}

async function* sumRows(
  measured: ReturnType<TokenMeasure>,
  { width, counts }: { readonly width: number; readonly counts: readonly number[] },
): AsyncGenerator<{ readonly removal: number; readonly answer: readonly number[] }> {
  for await (const { removal, values } of measured)
    yield { removal, answer: counts.map((count, row) => sumOf(values.subarray(row * width, row * width + count))) };
}

function sumOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function isSums(value: unknown, rows: number): value is readonly number[] {
  return Array.isArray(value) && value.length === rows && value.every((sum) => typeof sum === 'number');
}
