import type { Response } from '@lamina/benchmarks';
import type { EncodedPiece } from './encode-requests.ts';
import { formBatches, type RowBatch } from './form-batches.ts';
import type { ResidentModel, Target, TargetAnswers } from './resident-model.ts';

/** Tokens of one run, unless a single row has more: what they make inside the model has to fit into memory. */
const TOKENS_PER_RUN = 1024;

/**
 * Likelihoods of the pieces of every task, by removal, then task, then request. Tasks share batches, and pieces that read the same tokens share
 * a row: the choices of a document that differ in their last token, or tasks that ask the same. Yields the pieces done since the last time.
 */
export async function* answerPieces(
  resident: ResidentModel,
  removals: readonly (readonly number[])[],
  pieces: readonly (readonly EncodedPiece[])[],
  batchRows: number,
): AsyncGenerator<number, readonly (readonly (readonly Response[])[])[]> {
  const answers = removals.map(() => pieces.map((): Response[] => []));
  const readers = groupByRow(pieces);
  const sequences = readers.map(([first]) => ({ ids: first?.piece.ids.slice(0, -1) ?? [], next: 0 }));
  for (const batch of formBatches(sequences, batchRows, TOKENS_PER_RUN)) {
    const asked = listQuestions(batch, readers);
    const targets = asked.flatMap((question) => question.targets);
    for await (const { removal, answers: found } of resident.score(batch.tokens, targets, removals)) {
      let first = 0;
      for (const { task, piece, targets: own } of asked) {
        addAnswer(answers[removal]?.[task] ?? [], piece, found, first);
        first += own.length;
      }
      yield asked.length;
    }
  }
  return answers;
}

/** A piece and the task it belongs to. */
interface Reader {
  readonly task: number;
  readonly piece: EncodedPiece;
}

/** Pieces by the tokens that the model reads for them. */
function groupByRow(pieces: readonly (readonly EncodedPiece[])[]): readonly (readonly Reader[])[] {
  const rows = new Map<string, Reader[]>();
  for (const [task, list] of pieces.entries()) {
    for (const piece of list) {
      const key = piece.ids.slice(0, -1).join();
      rows.set(key, [...(rows.get(key) ?? []), { task, piece }]);
    }
  }
  return [...rows.values()];
}

/** What every piece of a batch asks: position p predicts token p + 1. */
function listQuestions(
  { rows, tokens }: RowBatch,
  readers: readonly (readonly Reader[])[],
): readonly (Reader & { readonly targets: readonly Target[] })[] {
  return rows.flatMap((index, row) =>
    (readers[index] ?? []).map((reader) => {
      const { ids, scored } = reader.piece;
      const start = (tokens.lengths[row] ?? 0) - scored;
      const targets = ids.slice(start + 1).map((token, place) => ({ row, position: start + place, token }));
      return { ...reader, targets };
    }),
  );
}

/** Adds a piece's scored tokens to its request's answer; a long text is several pieces. */
function addAnswer(answers: Response[], { request, scored }: EncodedPiece, found: TargetAnswers, first: number): void {
  const before = answers[request];
  const logLikelihood = found.logProbability.subarray(first, first + scored).reduce((sum, value) => sum + value, 0);
  const isGreedy = found.isLikeliest.slice(first, first + scored).every((isLikeliest) => isLikeliest);
  answers[request] = {
    logLikelihood: logLikelihood + (before?.logLikelihood ?? 0),
    isGreedy: isGreedy && (before?.isGreedy ?? true),
    tokens: scored + (before?.tokens ?? 0),
  };
}
