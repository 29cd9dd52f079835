import { getAt } from '@lamina/errors';
import { keyOfRemoval, type Removal } from '@lamina/plans';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { type Checkpoint, keyOf, type WorkDone } from '../checkpoint.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import { formBatches } from '../session/form-batches.ts';
import { floatsOf } from '../session/run-batches.ts';
import type { Window } from './windows.ts';

/** The windows and the model on which losses are measured. */
export interface LossInput {
  readonly windows: readonly Window[];
  /** The number of windows per run. */
  readonly batch: number;
  /** Losses of an earlier run; they are not measured again. */
  readonly checkpoint?: Checkpoint;
}

/**
 * The loss of every window under each removal, float64[removals][W] in nats: the sum over positions 1 … T−1 of −ln p(token | the window before it).
 * Yields after each batch under each removal.
 */
export async function* measureLosses(
  resident: ResidentModel,
  { windows, batch, checkpoint = {} }: LossInput,
  removals: readonly Removal[],
): AsyncGenerator<WorkDone<readonly number[]>, readonly (readonly number[])[]> {
  const losses = removals.map(() => new Array<number>(windows.length).fill(0));
  const sequences = windows.map(({ ids }) => ({ ids, next: 0 }));
  for (const { rows, width, tokens } of formBatches(sequences, batch)) {
    const batchKey = keyOf([tokens.ids, tokens.lengths]);
    const keys = removals.map((removal) => `${batchKey}:loss:${keyOfRemoval(removal)}`);
    const put = (removal: number, found: readonly number[]): void => {
      for (const [row, window] of rows.entries()) getAt(losses, removal)[window] = getAt(found, row);
    };
    const open: number[] = [];
    for (const [removal, key] of keys.entries()) {
      const known = checkpoint[key];
      if (isLosses(known, rows.length)) {
        put(removal, known);
        yield { count: rows.length };
      } else open.push(removal);
    }
    const left = open.map((removal) => getAt(removals, removal));
    if (left.length === 0) continue;
    for await (const { removal: place, outputs } of resident.run(tokens, left)) {
      const removal = getAt(open, place);
      const logProbability = floatsOf(outputs, TOKEN_LOSS_PORTS.logProbability);
      const found = rows.map((_, row) => {
        const predicted = logProbability.subarray(row * width, row * width + getAt(tokens.lengths, row) - 1);
        return -predicted.reduce((sum, value) => sum + value, 0);
      });
      put(removal, found);
      yield { count: rows.length, checkpoint: { [getAt(keys, removal)]: found } };
    }
  }
  return losses;
}

function isLosses(value: unknown, rows: number): value is readonly number[] {
  return Array.isArray(value) && value.length === rows && value.every((loss) => typeof loss === 'number');
}
