import type { Response } from '@lamina/benchmarks';
import { getAt, getEntry } from '@lamina/errors';
import type { Checkpoint, WorkDone } from '@lamina/models';
import { type Removal, removesNothing } from '@lamina/plans';
import type { ResidentModel } from '../resident/resident-model.ts';
import { addAnswer } from './answer-pieces.ts';
import { compareWindows, type WindowSums } from './compare-windows.ts';
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

/** The answers of one removal to all requests. */
export interface DivergingAnswers {
  readonly responses: readonly Response[];
  /** One for each request; null for the empty removal: the whole model does not differ from itself. */
  readonly differences: readonly TextDifference[] | null;
}

/** How far a pruned model's next-token distribution is from the whole model's on one text: means over its tokens (CHANGE_MEASURES). */
export interface TextDifference {
  readonly divergence: number;
  readonly acceptance: number;
  readonly top1Agreement: number;
}

/**
 * The likelihoods of texts under each removal, and Kullback–Leibler divergence KL(p ‖ q) of the pruned model's next-token distribution q from the whole
 * model's p, in nats per scored token. Both come from one pass (compareWindows).
 *
 * @throws AppError as the resident model does
 */
export async function* answerDiverging({
  pruned,
  pieces,
  batchRows,
  ...questions
}: DivergingQuestions): AsyncGenerator<WorkDone<readonly number[]>, readonly DivergingAnswers[]> {
  // The last token of a piece is predicted and not read.
  const windows = pieces.map(({ ids, scored }) => ({ ids: ids.slice(0, -1), next: getAt(ids, ids.length - 1), scored }));
  const compared = yield* compareWindows({ ...questions, changed: pruned, windows, batch: batchRows });
  return compared.map((sums, removal) => describe(pieces, sums, removesNothing(getAt(questions.removals, removal))));
}

function describe(pieces: readonly EncodedPiece[], sums: readonly WindowSums[], isWhole: boolean): DivergingAnswers {
  const responses: Response[] = [];
  for (const [place, piece] of pieces.entries()) {
    const { changed, missed } = getAt(sums, place);
    addAnswer(responses, piece, [-changed, missed === 0 ? 1 : 0]);
  }
  // A long text has several pieces.
  const byRequest = Map.groupBy(pieces.keys(), (place) => getAt(pieces, place).request);
  const differences = responses.map((_, request) => {
    const ofRequest = getEntry(byRequest, request).map((place) => getAt(sums, place));
    const total = (name: keyof WindowSums): number => ofRequest.reduce((sum, each) => sum + each[name], 0);
    const mean = (name: keyof WindowSums): number => total(name) / total('positions');
    return { divergence: mean('divergence'), acceptance: mean('acceptance'), top1Agreement: mean('agreeing') };
  });
  return { responses, differences: isWhole ? null : differences };
}
