import type { Response } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { keyOfRemoval, type Removal } from '@lamina/plans';
import { type Checkpoint, keyOf, type WorkDone } from '../checkpoint.ts';
import type { ResidentModel, Target, TargetAnswers } from '../resident/resident-model.ts';
import type { EncodedPiece } from './encode-requests.ts';
import { findPlace, type Run } from './form-runs.ts';
import { shareWherePossible } from './share-prefixes.ts';

/** The largest number of tokens in one pass, unless a single row has more: what the model computes from them has to fit into memory. */
const TOKENS_PER_PASS = 1024;

/** The questions, and the model that answers them. */
export interface PieceQuestions {
  readonly resident: ResidentModel;
  readonly removals: readonly Removal[];
  /** The pieces of each task. */
  readonly pieces: readonly (readonly EncodedPiece[])[];
  readonly batchRows: number;
  /** If true, beginnings that rows share may be read once for all of them. */
  readonly prefixes: boolean;
  /** Answers of an earlier run; they are not computed again. */
  readonly checkpoint: Checkpoint;
}

/** The answers of the pieces of one run, two numbers each: the log-likelihood, and 1 if the piece is greedy. */
type BatchAnswers = readonly number[];

/**
 * The likelihoods of the pieces of every task, by removal, then task, then request.
 *
 * Tasks share batches, and pieces that read the same tokens share a row: the choices of a document that differ in their last token, or tasks that ask
 * the same. Rows that share a prefix continue from its cached states, where the model's caches allow it. Yields after each run under each removal.
 */
export async function* answerPieces({
  resident,
  removals,
  pieces,
  batchRows,
  prefixes,
  checkpoint,
}: PieceQuestions): AsyncGenerator<WorkDone<BatchAnswers>, readonly (readonly (readonly Response[])[])[]> {
  const answers = removals.map(() => pieces.map((): Response[] => []));
  const readers = groupByRow(pieces);
  const rows = readers.map((own) => getAt(own, 0).piece.ids.slice(0, -1));
  const limits = { rows: batchRows, tokens: TOKENS_PER_PASS, prefixes };
  for (const run of await shareWherePossible(resident, rows, limits)) {
    const asked = listQuestions(run, readers);
    const targets = asked.flatMap((question) => question.targets);
    const question = { passes: run.passes, targets };
    const runKey = keyOf(question);
    const keys = removals.map((removal) => `${runKey}:${keyOfRemoval(removal)}`);
    const add = (removal: number, found: BatchAnswers): void => {
      for (const [place, { task, piece }] of asked.entries())
        addAnswer(getAt(getAt(answers, removal), task), piece, [getAt(found, 2 * place), getAt(found, 2 * place + 1)]);
    };
    const open: number[] = [];
    for (const [removal, key] of keys.entries()) {
      const known = checkpoint[key];
      if (isAnswer(known, asked.length)) {
        add(removal, known);
        yield { count: asked.length };
      } else open.push(removal);
    }
    const left = open.map((removal) => getAt(removals, removal));
    if (left.length === 0) continue;
    for await (const { removal: place, answers: found } of resident.score(question, left)) {
      const removal = getAt(open, place);
      const values = sumUp(asked, found);
      add(removal, values);
      yield { count: asked.length, checkpoint: { [getAt(keys, removal)]: values } };
    }
  }
  return answers;
}

function isAnswer(value: unknown, pieces: number): value is BatchAnswers {
  return Array.isArray(value) && value.length === 2 * pieces && value.every((number) => typeof number === 'number');
}

/** The scored tokens of a piece together: their log-likelihood, and whether each of them is the most likely token. */
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

/** A piece, and the task to which it belongs. */
interface Reader {
  readonly task: number;
  readonly piece: EncodedPiece;
}

/** The pieces, by the tokens that the model reads for them. */
function groupByRow(pieces: readonly (readonly EncodedPiece[])[]): readonly (readonly Reader[])[] {
  const readers = pieces.flatMap((list, task) => list.map((piece): Reader => ({ task, piece })));
  return [...Map.groupBy(readers, ({ piece }) => piece.ids.slice(0, -1).join()).values()];
}

/** The targets of every piece of a run: position p predicts token p + 1. */
function listQuestions(
  { rows }: Run,
  readers: readonly (readonly Reader[])[],
): readonly (Reader & { readonly targets: readonly Target[] })[] {
  return rows.flatMap((placed) =>
    getAt(readers, placed.row).map((reader) => {
      const { ids, scored } = reader.piece;
      const start = ids.length - 1 - scored;
      const targets = ids.slice(-scored).map((token, place) => ({ ...findPlace(placed, start + place), token }));
      return { ...reader, targets };
    }),
  );
}

/** Adds the answer of a piece to the answer of its request. A long text has several pieces. */
function addAnswer(answers: Response[], { request, scored }: EncodedPiece, [logLikelihood, isGreedy]: readonly [number, number]): void {
  const before = answers[request] ?? { logLikelihood: 0, isGreedy: true, tokens: 0 };
  answers[request] = {
    logLikelihood: logLikelihood + before.logLikelihood,
    isGreedy: isGreedy === 1 && before.isGreedy,
    tokens: scored + before.tokens,
  };
}
