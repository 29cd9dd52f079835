import { getAt } from '@lamina/errors';
import { type Checkpoint, keyOf, type Window, type WorkDone } from '@lamina/models';
import type { Removal } from '@lamina/plans';
import type { SearchQuantity } from '@lamina/strategies';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { askRemovals, type RemovalAnswer, type ResidentModel, readOnce, TOKENS_PER_COMPARISON } from '../resident/resident-model.ts';
import { floatsOf, formBatches, type RowBatch, tensorOf } from '../session/batches.ts';

/** The quantities that a run of the head measures. */
export type JudgedQuantity = Exclude<SearchQuantity, 'influence'>;

/** The windows on which something is measured. */
export interface LossInput {
  readonly windows: readonly Window[];
  /** The number of windows per run. */
  readonly batch: number;
  /** Values of an earlier run; they are not measured again. */
  readonly checkpoint?: Checkpoint;
}

/**
 * The loss or the divergence of every window under each removal, float64[removals][W] in nats. Yields after each batch under each removal.
 *
 * - loss: the sum over positions 1 … T−1 of −ln p(token | the window before it)
 * - divergence: the sum over positions of KL(whole model ‖ without the units), that is divergence@1 before the mean; the model must be loaded with
 *   `divergence`, and runs once as a whole for each batch
 */
export async function* measureWindows(
  resident: ResidentModel,
  quantity: JudgedQuantity,
  { windows, batch, checkpoint = {} }: LossInput,
  removals: readonly Removal[],
): AsyncGenerator<WorkDone<readonly number[]>, readonly (readonly number[])[]> {
  const sums = removals.map(() => new Array<number>(windows.length).fill(0));
  const sequences = windows.map(({ ids }) => ({ ids, next: 0 }));
  // Where an export fixes the number of rows, fewer cannot run.
  const limit = quantity === 'divergence' && resident.rows === null ? TOKENS_PER_COMPARISON : undefined;
  for (const formed of formBatches(sequences, batch, limit)) {
    const { rows, tokens } = formed;
    const answers = askRemovals({
      questions: [{ key: `${keyOf([tokens.ids, tokens.lengths])}:${quantity}`, removals, count: rows.length, numbers: rows.length }],
      checkpoint,
      ask: (open) => measureBatch(resident, quantity, formed, getAt(open, 0).removals),
    });
    for await (const { removal, answer, done } of answers) {
      for (const [row, window] of rows.entries()) getAt(sums, removal)[window] = getAt(answer, row);
      yield done;
    }
  }
  return sums;
}

/** The number of positions of a window that count: nothing comes after the last token, so it has no loss. */
export function countPositions(quantity: JudgedQuantity, length: number): number {
  return quantity === 'loss' ? length - 1 : length;
}

async function* measureBatch(
  resident: ResidentModel,
  quantity: JudgedQuantity,
  { width, tokens }: RowBatch,
  removals: readonly Removal[],
): AsyncGenerator<RemovalAnswer> {
  const { reference, divergence, logProbability, logProbabilities } = TOKEN_LOSS_PORTS;
  const isLoss = quantity === 'loss';
  const port = isLoss ? logProbability : divergence;
  const asked = isLoss
    ? {}
    : {
        feeds: { [reference]: tensorOf(await readOnce(resident, tokens, { outputs: [logProbabilities] }), logProbabilities) },
        outputs: [port],
      };
  for await (const { removal, outputs } of resident.run(tokens, removals, asked)) {
    const values = floatsOf(outputs, port);
    const sumOf = (length: number, row: number): number =>
      values
        .subarray(row * width, row * width + countPositions(quantity, length))
        .reduce((sum, value) => sum + (isLoss ? -value : value), 0);
    yield { question: 0, removal, answer: tokens.lengths.map(sumOf) };
  }
}
