import { getAt } from '@lamina/errors';
import { CHANGE_MEASURES } from '@lamina/metrics';
import { type Checkpoint, keyOf, type WorkDone } from '@lamina/models';
import { type Removal, removesNothing } from '@lamina/plans';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { askRemovals, type RemovalAnswer, type ResidentModel, readOnce, TOKENS_PER_COMPARISON } from '../resident/resident-model.ts';
import { floatsOf, formBatches, type Outputs, type RowBatch, tensorOf } from '../session/batches.ts';

/** Tokens that two models read. */
export interface ComparedWindow {
  readonly ids: readonly number[];
  /** The token after the last; absent where the last token predicts none. */
  readonly next?: number;
  /** The number of positions at the end that are compared; by default all. */
  readonly scored?: number;
}

/** Two models that read the same windows; both are loaded with `divergence` and `mostLikely`. */
interface WindowComparison {
  /** The whole model, whose next-token distribution is the reference. */
  readonly whole: ResidentModel;
  /** The whole model itself, its repaired form, or another model of the same vocabulary. */
  readonly changed: Pick<ResidentModel, 'run'>;
  readonly removals: readonly Removal[];
  readonly windows: readonly ComparedWindow[];
  /** The largest number of windows in one run. */
  readonly batch: number;
  /** Answers of an earlier run; they are not computed again. */
  readonly checkpoint: Checkpoint;
}

/** Sums over the compared positions of one window. */
export interface WindowSums {
  /** Positions where all logits of both models are numbers; divergence, acceptance and agreement are over these. */
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
  /** Predicted tokens. */
  readonly targets: number;
  /** Predicted tokens that are not the most likely ones of the changed model. */
  readonly missed: number;
  /** Loss of the whole model on the predicted tokens, nats. */
  readonly dense: number;
  readonly changed: number;
}

/** Another right implementation may decide a position otherwise where the two largest logits are closer than this. */
const NEAR_TIE = 0.002;

/** @param largest the two largest logits of each position, float32[positions × 2] */
export function isNearTie(largest: Float32Array, position: number): boolean {
  return getAt(largest, 2 * position) - getAt(largest, 2 * position + 1) < NEAR_TIE;
}

const NO_SUMS: WindowSums = {
  positions: 0,
  divergence: 0,
  acceptance: 0,
  agreeing: 0,
  nearTies: 0,
  undefinedCount: 0,
  targets: 0,
  missed: 0,
  dense: 0,
  changed: 0,
};
const NAMES = Object.keys(NO_SUMS) as readonly (keyof WindowSums)[];

/**
 * Compares the next-token distributions of two models at the positions of some windows, under each removal of units from the second. The whole model runs
 * once for each batch, and is not compared with itself by a second run. Each position is computed in float32 inside the graph; sums are in float64. Yields
 * after each batch under each removal.
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
  const rows = windows.map(({ ids, next = 0 }) => ({ ids, next }));
  const { rows: fixedRows } = whole;
  for (const formed of formBatches(rows, fixedRows ?? batch, fixedRows === null ? TOKENS_PER_COMPARISON : undefined)) {
    const { ids, labels, lengths } = formed.tokens;
    const compared = formed.rows.map((row) => getAt(windows, row));
    const answers = askRemovals({
      questions: [
        {
          key: `${keyOf([ids, labels, lengths, compared.map(({ next, scored }) => [next === undefined, scored])])}:comparison`,
          removals,
          count: formed.rows.length,
          numbers: formed.rows.length * NAMES.length,
        },
      ],
      checkpoint,
      ask: (open) => compareBatch({ whole, changed }, { ...formed, compared }, getAt(open, 0).removals),
    });
    for await (const { removal, answer, done } of answers) {
      for (const [row, window] of formed.rows.entries()) getAt(sums, removal).set(window, readSums(answer, row));
      yield done;
    }
  }
  return sums.map((byWindow) => [...byWindow].sort(([a], [b]) => a - b).map(([, each]) => each));
}

function readSums(answer: readonly number[], row: number): WindowSums {
  const named = NAMES.map((name, place) => [name, getAt(answer, row * NAMES.length + place)] as const);
  return Object.fromEntries(named) as Record<keyof WindowSums, number>;
}

interface ComparedBatch extends RowBatch {
  readonly compared: readonly ComparedWindow[];
}

async function* compareBatch(
  { whole, changed }: Pick<WindowComparison, 'whole' | 'changed'>,
  batch: ComparedBatch,
  removals: readonly Removal[],
): AsyncGenerator<RemovalAnswer> {
  const { reference, divergence, distance, largest, logProbability, logProbabilities, mostLikely } = TOKEN_LOSS_PORTS;
  const { tokens } = batch;
  const read = await readOnce(whole, tokens, { outputs: [logProbabilities, logProbability, mostLikely, largest] });
  const left: number[] = [];
  for (const [removal, each] of removals.entries()) {
    if (changed === whole && removesNothing(each)) yield { question: 0, removal, answer: sumUp(batch, read, read) };
    else left.push(removal);
  }
  if (left.length === 0) return;
  const more = {
    feeds: { [reference]: tensorOf(read, logProbabilities) },
    outputs: [divergence, distance, logProbability, mostLikely, largest],
  };
  const asked = left.map((removal) => getAt(removals, removal));
  for await (const { removal, outputs } of changed.run(tokens, asked, more))
    yield { question: 0, removal: getAt(left, removal), answer: sumUp(batch, read, outputs) };
}

/** @param changed those of the whole model itself where it is compared with itself: they have no divergence, which is 0 */
function sumUp({ width, tokens, compared }: ComparedBatch, whole: Outputs, changed: Outputs): readonly number[] {
  const { divergence, distance, largest, logProbability, mostLikely } = TOKEN_LOSS_PORTS;
  const isSame = whole === changed;
  const losses = [whole, changed].map((outputs) => floatsOf(outputs, logProbability));
  // 0, or no number where the loss is none.
  const nothing = isSame ? getAt(losses, 0).map((loss) => 0 * loss) : null;
  const [nats, distances] = [divergence, distance].map((port) => nothing ?? floatsOf(changed, port));
  const likeliest = [whole, changed].map((outputs) => tensorOf(outputs, mostLikely).data as BigInt64Array);
  const logits = [whole, changed].map((outputs) => floatsOf(outputs, largest));
  return compared.flatMap(({ next, scored }, row) => {
    const length = getAt(tokens.lengths, row);
    const labels = getAt(tokens.labels, row);
    const first = length - (scored ?? length); // By default all positions are compared.
    const predicted = next === undefined ? length - 1 : length;
    const sums = { ...NO_SUMS, targets: predicted - first } as Record<keyof WindowSums, number>;
    for (let position = first; position < length; position += 1) {
      const cell = row * width + position;
      const tokenOf = likeliest.map((found) => Number(found[cell]));
      if (position < predicted) {
        sums.dense -= getAt(getAt(losses, 0), cell);
        sums.changed -= getAt(getAt(losses, 1), cell);
        if (tokenOf[1] !== getAt(labels, position)) sums.missed += 1;
      }
      const nat = nats?.[cell] ?? Number.NaN;
      if (!Number.isFinite(nat)) {
        sums.undefinedCount += 1;
        continue;
      }
      sums.positions += 1;
      sums.divergence += CHANGE_MEASURES.divergence.term(nat);
      sums.acceptance += CHANGE_MEASURES.acceptance.term(distances?.[cell] ?? Number.NaN);
      sums.agreeing += CHANGE_MEASURES.top1Agreement.term(getAt(tokenOf, 0), getAt(tokenOf, 1));
      if (logits.some((values) => isNearTie(values, cell))) sums.nearTies += 1;
    }
    return NAMES.map((name) => sums[name]);
  });
}
