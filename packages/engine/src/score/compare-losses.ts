import type { WindowLoss } from '@lamina/benchmarks';
import { getAt, getEntry } from '@lamina/errors';
import { type Checkpoint, DEFAULT_BATCH_TOKENS, keyOf, type Window, type WorkDone } from '@lamina/models';
import { NOTHING_REMOVED, type Removal, removesNothing } from '@lamina/plans';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { askRemovals, type RemovalAnswer } from '../resident/ask-removals.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import { floatsOf, formBatches, type Outputs, type RowBatch, tensorOf } from '../session/batches.ts';

/** Two models that read the same windows; both are loaded with `mostLikely`. */
export interface LossQuestion {
  readonly whole: ResidentModel;
  /** The model from which units are removed: the whole model itself, or another form of it. */
  readonly changed: Pick<ResidentModel, 'run'>;
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
 * first change, with it and with each other. Sums are in float64. Yields after each batch under each removal.
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
  for (const formed of formBatches(rows, Math.max(1, count), tokens)) {
    const { ids, lengths } = formed.tokens;
    const key = `${keyOf([ids, lengths])}:text-loss`;
    const answers = askRemovals({
      key,
      removals,
      checkpoint,
      count: formed.rows.length,
      numbers: NUMBERS * formed.rows.length,
      ask: (left) => compareBatch({ whole, changed, key }, formed, left),
    });
    for await (const { removal, answer, done } of answers) {
      for (const [row, window] of formed.rows.entries()) getAt(losses, removal).set(window, readLoss(answer, row, getAt(lengths, row)));
      yield done;
    }
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

interface BatchModels extends Pick<LossQuestion, 'whole' | 'changed'> {
  /** Names the batch. */
  readonly key: string;
}

async function* compareBatch(models: BatchModels, batch: RowBatch, removals: readonly Removal[]): AsyncGenerator<RemovalAnswer> {
  const { whole, changed, key } = models;
  const readings = READINGS.get(whole) ?? new Map<string, Reading>();
  READINGS.set(whole, readings);
  const isWhole = (removal: Removal): boolean => changed === whole && removesNothing(removal);
  const answer = (reading: Reading): readonly number[] => sumUp(batch, getEntry(readings, key), reading);
  if (changed !== whole && !readings.has(key))
    for await (const reading of read(whole, batch, [NOTHING_REMOVED])) readings.set(key, reading.of);
  const others = [...removals.keys()].filter((place) => !isWhole(getAt(removals, place)));
  const asked = others.map((place) => getAt(removals, place));
  // A removal may arrive before the whole model, whose states it shares.
  const waiting: { readonly removal: number; readonly of: Reading }[] = [];
  const first = readings.has(key) ? 0 : 1;
  for await (const { removal, of } of read(changed, batch, first === 0 ? asked : [NOTHING_REMOVED, ...asked])) {
    if (removal < first) readings.set(key, of);
    else waiting.push({ removal: getAt(others, removal - first), of });
    if (!readings.has(key)) continue;
    for (const arrived of waiting.splice(0)) yield { removal: arrived.removal, answer: answer(arrived.of) };
  }
  for (const [place, removal] of removals.entries())
    if (isWhole(removal)) yield { removal: place, answer: answer(getEntry(readings, key)) };
}

async function* read(
  model: LossQuestion['changed'],
  { tokens }: RowBatch,
  removals: readonly Removal[],
): AsyncGenerator<{ readonly removal: number; readonly of: Reading }> {
  if (removals.length === 0) return;
  for await (const { removal, outputs } of model.run(tokens, removals)) yield { removal, of: toReading(outputs) };
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
