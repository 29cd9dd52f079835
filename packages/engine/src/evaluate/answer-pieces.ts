import type { Response } from '@lamina/benchmarks';
import { type Checkpoint, keyOf, type WorkDone } from '../checkpoint.ts';
import type { ResidentModel, Target, TargetAnswers } from '../resident/resident-model.ts';
import { formBatches, type RowBatch } from '../session/form-batches.ts';
import type { EncodedPiece } from './encode-requests.ts';

/** Tokens of one run, unless a single row has more: what they make inside the model has to fit into memory. */
const TOKENS_PER_RUN = 1024;

/** What is asked of which model. */
export interface PieceQuestions {
  readonly resident: ResidentModel;
  readonly removals: readonly (readonly number[])[];
  /** By task. */
  readonly pieces: readonly (readonly EncodedPiece[])[];
  readonly batchRows: number;
  /** Answers of an earlier run are not computed again. */
  readonly checkpoint: Checkpoint;
}

/** Answers of one run's pieces, two numbers each: log-likelihood, and 1 where it is greedy. */
type BatchAnswers = readonly number[];

/**
 * Likelihoods of the pieces of every task, by removal, then task, then request. Tasks share batches, and pieces that read the same tokens share
 * a row: the choices of a document that differ in their last token, or tasks that ask the same. Yields after each batch under each removal.
 */
export async function* answerPieces({
  resident,
  removals,
  pieces,
  batchRows,
  checkpoint,
}: PieceQuestions): AsyncGenerator<WorkDone<BatchAnswers>, readonly (readonly (readonly Response[])[])[]> {
  const answers = removals.map(() => pieces.map((): Response[] => []));
  const readers = groupByRow(pieces);
  const sequences = readers.map(([first]) => ({ ids: first?.piece.ids.slice(0, -1) ?? [], next: 0 }));
  for (const batch of formBatches(sequences, batchRows, TOKENS_PER_RUN)) {
    const asked = listQuestions(batch, readers);
    const targets = asked.flatMap((question) => question.targets);
    const batchKey = keyOf([batch.tokens.ids, batch.tokens.lengths, targets]);
    const keys = removals.map((removed) => `${batchKey}:${removed.join('-')}`);
    const add = (removal: number, found: BatchAnswers): void => {
      for (const [place, { task, piece }] of asked.entries())
        addAnswer(answers[removal]?.[task] ?? [], piece, [found[2 * place] ?? Number.NaN, found[2 * place + 1] ?? 0]);
    };
    const open: number[] = [];
    for (const [removal, key] of keys.entries()) {
      const known = checkpoint[key];
      if (isAnswer(known, asked.length)) {
        add(removal, known);
        yield { count: asked.length };
      } else open.push(removal);
    }
    const left = open.map((removal) => removals[removal] ?? []);
    if (left.length === 0) continue;
    for await (const { removal: place, answers: found } of resident.score(batch.tokens, targets, left)) {
      const removal = open[place] ?? 0;
      const values = sumUp(asked, found);
      add(removal, values);
      yield { count: asked.length, checkpoint: { [keys[removal] ?? '']: values } };
    }
  }
  return answers;
}

function isAnswer(value: unknown, pieces: number): value is BatchAnswers {
  return Array.isArray(value) && value.length === 2 * pieces && value.every((number) => typeof number === 'number');
}

/** A piece's scored tokens together: their log-likelihood, and whether each is the likeliest. */
function sumUp(asked: readonly (Reader & { readonly targets: readonly Target[] })[], found: TargetAnswers): BatchAnswers {
  let first = 0;
  return asked.flatMap(({ targets }) => {
    const end = first + targets.length;
    const logLikelihood = found.logProbability.subarray(first, end).reduce((sum, value) => sum + value, 0);
    const isGreedy = found.isLikeliest.slice(first, end).every((isLikeliest) => isLikeliest);
    first = end;
    return [logLikelihood, isGreedy ? 1 : 0];
  });
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

/** Adds a piece to its request's answer; a long text is several pieces. */
function addAnswer(answers: Response[], { request, scored }: EncodedPiece, [logLikelihood, isGreedy]: readonly [number, number]): void {
  const before = answers[request];
  answers[request] = {
    logLikelihood: logLikelihood + (before?.logLikelihood ?? 0),
    isGreedy: isGreedy === 1 && (before?.isGreedy ?? true),
    tokens: scored + (before?.tokens ?? 0),
  };
}
