import type { Response } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { type Removal, removesNothing } from '@lamina/plans';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { type Checkpoint, keyOf, type WorkDone } from '../progress/progress.ts';
import { askRemovals, type RemovalAnswer } from '../resident/ask-removals.ts';
import { type ResidentModel, readWhole, TOKENS_PER_COMPARISON } from '../resident/resident-model.ts';
import { floatsOf, formBatches, type Outputs, type RowBatch, tensorOf } from '../session/batches.ts';
import { addAnswer } from './answer-pieces.ts';
import type { EncodedPiece } from './encode-tasks.ts';

/** Texts, the model that reads them, and what it is compared with; both models are loaded with `divergence`. */
interface DivergingQuestions {
  /** The whole model, whose next-token distribution is the reference. */
  readonly whole: ResidentModel;
  /** The whole model itself, or its repaired form. */
  readonly pruned: ResidentModel;
  readonly removals: readonly Removal[];
  readonly pieces: readonly EncodedPiece[];
  readonly batchRows: number;
  /** Answers of an earlier run; they are not computed again. */
  readonly checkpoint: Checkpoint;
}

/** What one removal answers about all requests. */
export interface DivergingAnswers {
  readonly responses: readonly Response[];
  /** By request; null for the empty removal: the whole model does not differ from itself. */
  readonly differences: readonly TextDifference[] | null;
}

/** How far a pruned model's next-token distribution is from the whole model's on one text: means over its tokens (CHANGE_MEASURES). */
export interface TextDifference {
  readonly divergence: number;
  readonly acceptance: number;
  readonly top1Agreement: number;
}

/** The numbers of one piece: log-likelihood, 1 if it is greedy, then sums over its tokens of divergence, acceptance and agreement. */
const NUMBERS = 5;

/**
 * The likelihoods of texts under each removal, and Kullback–Leibler divergence KL(p ‖ q) of the pruned model's next-token distribution q from the whole
 * model's p, in nats per scored token. Both come from one pass. Each position is computed in float32 inside the graph; sums are in float64. Yields after
 * each batch under each removal.
 *
 * @throws AppError as the resident model does
 */
export async function* answerDiverging({
  whole,
  pruned,
  removals,
  pieces,
  batchRows,
  checkpoint,
}: DivergingQuestions): AsyncGenerator<WorkDone<readonly number[]>, readonly DivergingAnswers[]> {
  const totals = removals.map(() => ({ responses: [] as Response[], sums: [] as number[][] }));
  // The last token of a piece is predicted and not read.
  const rows = pieces.map(({ ids }) => ({ ids: ids.slice(0, -1), next: getAt(ids, ids.length - 1) }));
  for (const batch of formBatches(rows, batchRows, TOKENS_PER_COMPARISON)) {
    const own = batch.rows.map((row) => getAt(pieces, row));
    const { ids, labels, lengths } = batch.tokens;
    const answers = askRemovals({
      key: `${keyOf([ids, labels, lengths, own.map(({ scored }) => scored)])}:divergence`,
      ...{ removals, checkpoint },
      count: own.length,
      numbers: NUMBERS * own.length,
      ask: (left) => askBatch({ whole, pruned }, { batch, own }, left),
    });
    for await (const { removal, answer, done } of answers) {
      const { responses, sums } = getAt(totals, removal);
      for (const [place, piece] of own.entries()) {
        const [logLikelihood = Number.NaN, greedy = Number.NaN, ...own] = answer.slice(NUMBERS * place, NUMBERS * (place + 1));
        addAnswer(responses, piece, [logLikelihood, greedy]);
        // A long text has several pieces; this may be the first.
        const before = sums[piece.request] ?? own.map(() => 0);
        sums[piece.request] = own.map((each, index) => each + getAt(before, index));
      }
      yield done;
    }
  }
  return totals.map(({ responses, sums }, place) => ({
    responses,
    differences: removesNothing(getAt(removals, place))
      ? null
      : sums.map((each, request) => {
          const mean = (index: number): number => getAt(each, index) / getAt(responses, request).tokens;
          return { divergence: mean(0), acceptance: mean(1), top1Agreement: mean(2) };
        }),
  }));
}

interface PieceBatch {
  readonly batch: RowBatch;
  readonly own: readonly EncodedPiece[];
}

/** The whole model runs once for all removals, and answers for the empty one. */
async function* askBatch(
  { whole, pruned }: Pick<DivergingQuestions, 'whole' | 'pruned'>,
  pieces: PieceBatch,
  removals: readonly Removal[],
): AsyncGenerator<RemovalAnswer> {
  const { reference, divergence, distance, logProbability, logProbabilities, mostLikely } = TOKEN_LOSS_PORTS;
  const { tokens } = pieces.batch;
  const read = await readWhole(whole, tokens, [logProbabilities, logProbability, mostLikely]);
  const left: number[] = [];
  for (const [removal, each] of removals.entries()) {
    if (removesNothing(each)) yield { removal, answer: sumUp(pieces, read) };
    else left.push(removal);
  }
  if (left.length === 0) return;
  const more = { feeds: { [reference]: tensorOf(read, logProbabilities) }, outputs: [divergence, distance, logProbability, mostLikely] };
  const asked = left.map((removal) => getAt(removals, removal));
  for await (const { removal, outputs } of pruned.run(tokens, asked, more))
    yield { removal: getAt(left, removal), answer: sumUp(pieces, outputs, read) };
}

/** @param whole outputs of the whole model; absent where these are its own, which differ by nothing */
function sumUp({ batch: { width, tokens }, own }: PieceBatch, outputs: Outputs, whole?: Outputs): readonly number[] {
  const { divergence, distance, mostLikely } = TOKEN_LOSS_PORTS;
  const logProbability = floatsOf(outputs, TOKEN_LOSS_PORTS.logProbability);
  const likeliest = tensorOf(outputs, mostLikely).data as BigInt64Array;
  const compared = whole && {
    nats: floatsOf(outputs, divergence),
    distances: floatsOf(outputs, distance),
    likeliest: tensorOf(whole, mostLikely).data as BigInt64Array,
  };
  return own.flatMap(({ scored }, row) => {
    const end = row * width + getAt(tokens.lengths, row);
    const start = end - scored;
    const labels = getAt(tokens.labels, row).slice(getAt(tokens.lengths, row) - scored, getAt(tokens.lengths, row));
    const isGreedy = labels.every((label, place) => Number(likeliest[start + place]) === label);
    const scores = [sum(logProbability.subarray(start, end)), isGreedy ? 1 : 0];
    if (!compared) return [...scores, 0, scored, scored];
    const agreeing = labels.filter((_, place) => likeliest[start + place] === compared.likeliest[start + place]).length;
    return [...scores, sum(compared.nats.subarray(start, end)), scored - sum(compared.distances.subarray(start, end)) / 2, agreeing];
  });
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}
