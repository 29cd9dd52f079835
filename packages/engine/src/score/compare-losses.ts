import type { WindowLoss } from '@lamina/benchmarks';
import { getAt, getEntry } from '@lamina/errors';
import { type Checkpoint, DEFAULT_BATCH_TOKENS, keyOf, type Window, type WorkDone } from '@lamina/models';
import { NOTHING_REMOVED, type Removal, removesNothing } from '@lamina/plans';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { askRemovals, type OpenQuestion, type RemovalAnswer, type ResidentModel } from '../resident/resident-model.ts';
import { floatsOf, formBatches, type Outputs, type RowBatch, tensorOf } from '../session/batches.ts';

/** Two models that read the same windows; both are loaded with `mostLikely`. */
export interface LossQuestion {
  readonly whole: ResidentModel;
  /** The model from which units are removed: the whole model itself, or another form of it. */
  readonly changed: Pick<ResidentModel, 'runAll'>;
  readonly removals: readonly Removal[];
  readonly windows: readonly Window[];
  /** Answers of an earlier run; they are not computed again. */
  readonly checkpoint: Checkpoint;
}

/** Numbers of a window in a checkpoint: nats of the whole model, nats of the changed one, positions that agree. */
const NUMBERS = 3;

/**
 * The losses of `text-loss@1`: nats of the whole and of the changed model on the tokens of each window after its first, and at how many positions their most
 * likely next tokens agree. The whole model reads a batch once, together with the first removals that are asked for: removals share all states before their
 * first change, with it and with each other. All batches are asked for together (ResidentModel.runAll). Sums are in float64. Yields after each batch under each
 * removal.
 * @returns by removal, then window
 */
export async function* compareLosses({
  whole,
  changed,
  removals,
  windows,
  checkpoint,
}: LossQuestion): AsyncGenerator<WorkDone<readonly number[]>, readonly (readonly WindowLoss[])[]> {
  const losses = removals.map(() => new Map<number, WindowLoss>());
  const rows = windows.map(({ ids }) => ({ ids, next: 0 }));
  // Where an export fixes the number of rows, fewer cannot run.
  const [count, tokens] = whole.rows === null ? [rows.length, DEFAULT_BATCH_TOKENS] : [whole.rows, undefined];
  const batches = formBatches(rows, Math.max(1, count), tokens).map((formed) => {
    return { ...formed, key: `${keyOf([formed.tokens.ids, formed.tokens.lengths])}:text-loss` };
  });
  const answers = askRemovals({
    questions: batches.map(({ key, rows: { length } }) => ({ key, removals, count: length, numbers: NUMBERS * length })),
    checkpoint,
    ask: (open) => compareBatches({ whole, changed }, batches, open),
  });
  for await (const { question, removal, answer, done } of answers) {
    const {
      rows: places,
      tokens: { lengths },
    } = getAt(batches, question);
    for (const [row, window] of places.entries()) getAt(losses, removal).set(window, readLoss(answer, row, getAt(lengths, row)));
    yield done;
  }
  return losses.map((byWindow) => windows.map((_, window) => getEntry(byWindow, window)));
}

function readLoss(answer: readonly number[], row: number, length: number): WindowLoss {
  const [whole, changed, agreeing] = [0, 1, 2].map((place) => getAt(answer, row * NUMBERS + place)) as [number, number, number];
  return { whole, changed, tokens: length - 1, positions: length, agreeing };
}

/** One model on one batch. */
interface Reading {
  /** ln p of the next token, float32[rows × width]. */
  readonly logProbability: Float32Array;
  /** int[rows × width] */
  readonly mostLikely: readonly number[];
}

/** Readings of whole models by batch: each batch is read once, however many changes are compared with it. */
const READINGS = new WeakMap<ResidentModel, Map<string, Reading>>();

interface KeyedBatch extends RowBatch {
  /** Names the batch. */
  readonly key: string;
}

/** Compares the changed model with the whole one on each open batch. */
async function* compareBatches(
  { whole, changed }: Pick<LossQuestion, 'whole' | 'changed'>,
  batches: readonly KeyedBatch[],
  open: readonly OpenQuestion[],
): AsyncGenerator<RemovalAnswer> {
  const readings = READINGS.get(whole) ?? new Map<string, Reading>();
  READINGS.set(whole, readings);
  const asked = open.map(({ question, removals }) => ({ ...getAt(batches, question), removals }));
  if (changed !== whole) {
    const unread = asked
      .filter(({ key }) => !readings.has(key))
      .map(({ tokens, key }) => ({ batch: tokens, removals: [NOTHING_REMOVED], key }));
    for await (const { batch, outputs } of whole.runAll(unread)) readings.set(getAt(unread, batch).key, toReading(outputs));
  }
  const isWhole = (removal: Removal): boolean => changed === whole && removesNothing(removal);
  // The reading of the whole model has no place among the removals: it is asked for together with the first of them.
  const runs = asked.map(({ key, tokens, removals }) => {
    const places = [...removals.keys()].filter((place) => !isWhole(getAt(removals, place)));
    const all = readings.has(key) ? places : [null, ...places];
    return { places: all, batch: tokens, removals: all.map((place) => (place === null ? NOTHING_REMOVED : getAt(removals, place))) };
  });
  const answerWhole = function* (question: number): Generator<RemovalAnswer> {
    const batch = getAt(asked, question);
    const reading = readings.get(batch.key);
    if (reading === undefined) return;
    for (const [removal, each] of batch.removals.entries())
      if (isWhole(each)) yield { question, removal, answer: sumUp(batch, reading, reading) };
  };
  for (const question of asked.keys()) yield* answerWhole(question);
  // A removal may arrive before the whole model.
  const waiting = runs.map((): { readonly removal: number; readonly of: Reading }[] => []);
  for await (const { batch: question, removal: place, outputs } of changed.runAll(runs)) {
    const batch = getAt(asked, question);
    const arrived = getAt(waiting, question);
    const removal = getAt(getAt(runs, question).places, place);
    if (removal === null) {
      readings.set(batch.key, toReading(outputs));
      yield* answerWhole(question);
    } else arrived.push({ removal, of: toReading(outputs) });
    const reading = readings.get(batch.key);
    if (reading === undefined) continue;
    for (const { removal, of } of arrived.splice(0)) yield { question, removal, answer: sumUp(batch, reading, of) };
  }
}

function toReading(outputs: Outputs): Reading {
  const { logProbability, mostLikely } = TOKEN_LOSS_PORTS;
  const likeliest = tensorOf(outputs, mostLikely).data as BigInt64Array;
  return { logProbability: Float32Array.from(floatsOf(outputs, logProbability)), mostLikely: Array.from(likeliest, Number) };
}

function sumUp({ width, tokens }: RowBatch, whole: Reading, changed: Reading): readonly number[] {
  return tokens.lengths.flatMap((length, row) => {
    const start = row * width;
    const natsOf = ({ logProbability }: Reading): number =>
      logProbability.subarray(start, start + length - 1).reduce((sum, value) => sum - value, 0);
    const agreeing = whole.mostLikely.slice(start, start + length).filter((token, place) => token === changed.mostLikely[start + place]);
    return [natsOf(whole), natsOf(changed), agreeing.length];
  });
}
