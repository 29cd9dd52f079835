import type { Response } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import type { Removal } from '@lamina/plans';
import { type Checkpoint, keyOf, type WorkDone } from '../progress/progress.ts';
import { askRemovals, type RemovalAnswer } from '../resident/ask-removals.ts';
import type { ResidentModel, Target, TargetAnswers } from '../resident/resident-model.ts';
import type { EncodedPiece } from './encode-tasks.ts';
import { findPlace, type PassLimits, type Run } from './form-runs.ts';
import { shareWherePossible } from './share-prefixes.ts';

/** The questions, and the model that answers them. */
interface PieceQuestions {
  readonly resident: ResidentModel;
  readonly removals: readonly Removal[];
  /** The pieces of each task. */
  readonly pieces: readonly (readonly EncodedPiece[])[];
  readonly limits: PassLimits;
  /** If true, beginnings that rows share may be read once for all of them. */
  readonly prefixes: boolean;
  /** Answers of an earlier run; they are not computed again. */
  readonly checkpoint: Checkpoint;
}

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
  limits,
  prefixes,
  checkpoint,
}: PieceQuestions): AsyncGenerator<WorkDone<readonly number[]>, readonly (readonly (readonly Response[])[])[]> {
  const answers = removals.map(() => pieces.map((): Response[] => []));
  const readers = groupByRow(pieces);
  const rows = readers.map((group) => getAt(group, 0).piece.ids.slice(0, -1));
  for (const run of await shareWherePossible(resident, rows, { ...limits, prefixes })) {
    const asked = listQuestions(run, readers);
    const targets = asked.flatMap((question) => question.targets);
    const question = { passes: run.passes, targets };
    const answered = askRemovals({
      key: keyOf(question),
      removals,
      checkpoint,
      count: asked.length,
      numbers: 2 * asked.length,
      ask: (left) => sumUpAll(asked, resident.score(question, left)),
    });
    for await (const { removal, answer, done } of answered) {
      for (const [place, { task, piece }] of asked.entries())
        addAnswer(getAt(getAt(answers, removal), task), piece, [getAt(answer, 2 * place), getAt(answer, 2 * place + 1)]);
      yield done;
    }
  }
  return answers;
}

async function* sumUpAll(asked: readonly AskedReader[], scores: ReturnType<ResidentModel['score']>): AsyncGenerator<RemovalAnswer> {
  for await (const { removal, answers } of scores) yield { removal, answer: sumUp(asked, answers) };
}

/** Two numbers a piece, of its scored tokens together: their log-likelihood, and 1 if each of them is the most likely token. */
function sumUp(asked: readonly AskedReader[], found: TargetAnswers): readonly number[] {
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

interface AskedReader extends Reader {
  readonly targets: readonly Target[];
}

/** The pieces, by the tokens that the model reads for them. */
function groupByRow(pieces: readonly (readonly EncodedPiece[])[]): readonly (readonly Reader[])[] {
  const readers = pieces.flatMap((list, task) => list.map((piece): Reader => ({ task, piece })));
  return [...Map.groupBy(readers, ({ piece }) => piece.ids.slice(0, -1).join()).values()];
}

/** The targets of every piece of a run: position p predicts token p + 1. */
function listQuestions({ rows }: Run, readers: readonly (readonly Reader[])[]): readonly AskedReader[] {
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
export function addAnswer(
  answers: Response[],
  { request, scored }: EncodedPiece,
  [logLikelihood, isGreedy]: readonly [number, number],
): void {
  const before = answers[request] ?? { logLikelihood: 0, isGreedy: true, tokens: 0 };
  answers[request] = {
    logLikelihood: logLikelihood + before.logLikelihood,
    isGreedy: isGreedy === 1 && before.isGreedy,
    tokens: scored + before.tokens,
  };
}
