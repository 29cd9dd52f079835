import type { Response } from '@lamina/benchmarks';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import type { EncodedPiece } from './encode-requests.ts';
import { formBatches, type RowBatch } from './form-batches.ts';
import type { ResidentModel } from './resident-model.ts';
import { floatsOf, type Outputs } from './run-batches.ts';

/** Likelihoods of the pieces of every task: their requests' answers by removal, then task, then request. Yields the pieces done since the last time. */
export async function* answerPieces(
  resident: ResidentModel,
  removals: readonly (readonly number[])[],
  pieces: readonly (readonly EncodedPiece[])[],
  batchRows: number,
): AsyncGenerator<number, readonly (readonly (readonly Response[])[])[]> {
  const answers = removals.map(() => pieces.map((): Response[] => []));
  for (const [task, list] of pieces.entries()) {
    const sequences = list.map(({ ids }) => ({ ids: ids.slice(0, -1), next: ids.at(-1) ?? 0 }));
    for (const batch of formBatches(sequences, batchRows)) {
      for await (const { removal, outputs } of resident.run(batch.tokens, removals)) {
        addAnswers(batch, outputs, list, answers[removal]?.[task] ?? []);
        yield batch.rows.length;
      }
    }
  }
  return answers;
}

function addAnswers({ rows, width, tokens }: RowBatch, outputs: Outputs, pieces: readonly EncodedPiece[], answers: Response[]): void {
  const logProbability = floatsOf(outputs, TOKEN_LOSS_PORTS.logProbability);
  const mostLikely = outputs[TOKEN_LOSS_PORTS.mostLikely]?.data;
  for (const [row, index] of rows.entries()) {
    const piece = pieces[index];
    if (!piece) continue;
    const length = tokens.lengths[row] ?? 0;
    let logLikelihood = 0;
    let isGreedy = true;
    // Position p predicts token p + 1.
    for (let position = length - piece.scored; position < length; position += 1) {
      logLikelihood += logProbability[row * width + position] ?? Number.NaN;
      if (Number(mostLikely?.[row * width + position]) !== piece.ids[position + 1]) isGreedy = false;
    }
    const before = answers[piece.request];
    answers[piece.request] = {
      logLikelihood: logLikelihood + (before?.logLikelihood ?? 0),
      isGreedy: isGreedy && (before?.isGreedy ?? true),
      tokens: piece.scored + (before?.tokens ?? 0),
    };
  }
}
