import { getAt } from '@lamina/errors';
import { CHANGE_MEASURES } from '@lamina/metrics';
import type { Removal } from '@lamina/plans';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { type Checkpoint, keyOf, type WorkDone } from '../progress/progress.ts';
import { askRemovals, type RemovalAnswer } from '../resident/ask-removals.ts';
import { type ResidentModel, readWhole, TOKENS_PER_COMPARISON } from '../resident/resident-model.ts';
import { floatsOf, formBatches, type Outputs, type RowBatch, tensorOf } from '../session/batches.ts';
import type { Window } from '../text/windows.ts';

/** Two models that read the same windows; both are loaded with `divergence` and `mostLikely`. */
interface WindowComparison {
  /** The whole model, whose next-token distribution is the reference. */
  readonly whole: ResidentModel;
  /** The whole model itself, its repaired form, or another model of the same vocabulary. */
  readonly changed: Pick<ResidentModel, 'run'>;
  readonly removals: readonly Removal[];
  readonly windows: readonly Window[];
  /** The largest number of windows in one run. */
  readonly batch: number;
  /** Answers of an earlier run; they are not computed again. */
  readonly checkpoint: Checkpoint;
}

/** Sums over the positions of one window. */
export interface WindowSums {
  /** Positions where all logits of both models are numbers; the other sums are over these. */
  readonly positions: number;
  /** KL(whole ‖ changed), nats. */
  readonly divergence: number;
  /** Σ over the vocabulary of min(p, q). */
  readonly acceptance: number;
  /** Positions whose most likely token is the same. */
  readonly agreeing: number;
  /** Positions where the two largest logits of one of the models differ by less than NEAR_TIE. */
  readonly nearTies: number;
  /** Positions with a logit that is no number. */
  readonly undefinedCount: number;
  /** Predicted tokens: all but the first of the window. */
  readonly targets: number;
  /** Loss of the whole model on the predicted tokens, nats. */
  readonly dense: number;
  readonly changed: number;
}

/** Another right implementation may decide a position otherwise where the two largest logits are closer than this. */
const NEAR_TIE = 0.002;

const NAMES = [
  'positions',
  'divergence',
  'acceptance',
  'agreeing',
  'nearTies',
  'undefinedCount',
  'targets',
  'dense',
  'changed',
] as const satisfies readonly (keyof WindowSums)[];

/**
 * Compares the next-token distributions of two models at every position of some windows, under each removal of units from the second. The whole model runs
 * once for each batch. Yields after each batch under each removal.
 * @returns by removal, then window
 */
export async function* compareWindows({
  whole,
  changed,
  removals,
  windows,
  batch,
  checkpoint,
}: WindowComparison): AsyncGenerator<WorkDone<readonly number[]>, readonly (readonly WindowSums[])[]> {
  const sums = removals.map(() => new Map<number, WindowSums>());
  const rows = windows.map(({ ids }) => ({ ids, next: 0 }));
  const { rows: fixedRows } = whole;
  for (const own of formBatches(rows, fixedRows ?? batch, fixedRows === null ? TOKENS_PER_COMPARISON : undefined)) {
    const { ids, lengths } = own.tokens;
    const answers = askRemovals({
      key: `${keyOf([ids, lengths])}:comparison`,
      ...{ removals, checkpoint },
      count: own.rows.length,
      numbers: own.rows.length * NAMES.length,
      ask: (left) => compareBatch({ whole, changed }, own, left),
    });
    for await (const { removal, answer, done } of answers) {
      for (const [row, window] of own.rows.entries()) getAt(sums, removal).set(window, readSums(answer, row));
      yield done;
    }
  }
  return sums.map((byWindow) => [...byWindow].sort(([a], [b]) => a - b).map(([, each]) => each));
}

function readSums(answer: readonly number[], row: number): WindowSums {
  const named = NAMES.map((name, place) => [name, getAt(answer, row * NAMES.length + place)] as const);
  return Object.fromEntries(named) as Record<(typeof NAMES)[number], number>;
}

async function* compareBatch(
  { whole, changed }: Pick<WindowComparison, 'whole' | 'changed'>,
  batch: RowBatch,
  removals: readonly Removal[],
): AsyncGenerator<RemovalAnswer> {
  const { reference, divergence, distance, largest, logProbability, logProbabilities, mostLikely } = TOKEN_LOSS_PORTS;
  const { tokens } = batch;
  const read = await readWhole(whole, tokens, [logProbabilities, logProbability, mostLikely, largest]);
  const feeds = { [reference]: tensorOf(read, logProbabilities) };
  const outputs = [divergence, distance, logProbability, mostLikely, largest];
  for await (const { removal, outputs: found } of changed.run(tokens, removals, { feeds, outputs }))
    yield { removal, answer: sumUp(batch, read, found) };
}

function sumUp({ width, tokens }: RowBatch, whole: Outputs, changed: Outputs): readonly number[] {
  const { divergence, distance, largest, logProbability, mostLikely } = TOKEN_LOSS_PORTS;
  const nats = floatsOf(changed, divergence);
  const distances = floatsOf(changed, distance);
  const losses = [whole, changed].map((outputs) => floatsOf(outputs, logProbability));
  const likeliest = [whole, changed].map((outputs) => tensorOf(outputs, mostLikely).data as BigInt64Array);
  const logits = [whole, changed].map((outputs) => floatsOf(outputs, largest));
  return tokens.lengths.flatMap((length, row) => {
    const sums = {
      positions: 0,
      divergence: 0,
      acceptance: 0,
      agreeing: 0,
      nearTies: 0,
      undefinedCount: 0,
      targets: length - 1,
      dense: 0,
      changed: 0,
    };
    for (let cell = row * width; cell < row * width + length; cell += 1) {
      const nat = getAt(nats, cell);
      if (!Number.isFinite(nat)) {
        sums.undefinedCount += 1;
        continue;
      }
      sums.positions += 1;
      sums.divergence += CHANGE_MEASURES.divergence.term(nat);
      sums.acceptance += CHANGE_MEASURES.acceptance.term(getAt(distances, cell));
      const [own, other] = likeliest.map((tokens) => Number(tokens[cell]));
      sums.agreeing += CHANGE_MEASURES.top1Agreement.term(own ?? Number.NaN, other ?? Number.NaN);
      if (logits.some((values) => getAt(values, 2 * cell) - getAt(values, 2 * cell + 1) < NEAR_TIE)) sums.nearTies += 1;
    }
    for (let cell = row * width; cell < row * width + length - 1; cell += 1) {
      sums.dense -= getAt(getAt(losses, 0), cell);
      sums.changed -= getAt(getAt(losses, 1), cell);
    }
    return NAMES.map((name) => sums[name]);
  });
}
