import type { Response } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { type Checkpoint, keyOf, type WorkDone } from '@lamina/models';
import { NOTHING_REMOVED, type Removal } from '@lamina/plans';
import {
  askRemovals,
  type RemovalAnswer,
  type ResidentModel,
  type Target,
  type TargetAnswers,
  type TargetQuestion,
} from '../resident/resident-model.ts';
import { isRuntimeFailure } from '../session/session.ts';
import type { EncodedPiece } from './encode-tasks.ts';
import { continueFrom, findPlace, formRuns, type PassLimits, type PlacedRow, padRows, type Run } from './form-runs.ts';

// The difference that counts as rounding, in nats.
const ALLOWED_CHANGE = 5e-4;

/**
 * Chooses runs of rows that continue shared prefixes, if the model gives the same answers for some of these rows as it gives when it reads them whole.
 * Graphs differ in how they treat positions and masks with a past. Some ignore padding in the past; some do not take several tokens after a past.
 */
export async function shareWherePossible(
  resident: ResidentModel,
  rows: readonly (readonly number[])[],
  { prefixes, ...limits }: PassLimits & { readonly prefixes: boolean },
): Promise<readonly Run[]> {
  const ways = prefixes && resident.sharesPrefixes ? (['padded', 'equal'] as const) : [];
  for (const sharing of ways) {
    const runs = formRuns(rows, { ...limits, sharing });
    const picked = pickRows(runs.filter(({ passes }) => passes.length > 1));
    if (picked.length > 0 && (await answersAlike(resident, rows, picked))) return runs;
  }
  return formRuns(rows, { ...limits, sharing: 'none' });
}

/**
 * Two rows of one run that continue different prefixes: the first row, whose prefix is the longest, and the row that reaches farthest of all rows with
 * padding before them. Local attention counts padding as positions that it sees, which changes answers from some length on.
 */
function pickRows(runs: readonly Run[]): readonly PlacedRow[] {
  const padded = runs.flatMap((run) => run.rows.filter((row) => isPadded(run, row)).map((row) => ({ run, row, end: endOf(run, row) })));
  const [farthest] = padded.sort((a, b) => b.end - a.end);
  const { rows } = farthest?.run ?? runs[0] ?? { rows: [] };
  const other = farthest?.row ?? rows.find(({ prefix }) => prefix.row !== rows[0]?.prefix.row);
  return [rows[0], other].filter((row) => row !== undefined);
}

function isPadded({ passes }: Run, { prefix, rest }: PlacedRow): boolean {
  // Only passes that continue from prefixes have a past.
  return rest.pass > 0 && prefix.length < (getAt(passes, rest.pass).batch.past ?? 0);
}

/** The number of positions up to the last token of a row, padding included. */
function endOf({ passes }: Run, { rest }: PlacedRow): number {
  const { past = 0, lengths } = getAt(passes, rest.pass).batch;
  return past + getAt(lengths, rest.row);
}

async function answersAlike(resident: ResidentModel, rows: readonly (readonly number[])[], picked: readonly PlacedRow[]): Promise<boolean> {
  const whole = picked.map(({ row }) => getAt(rows, row));
  const beginnings = picked.map(({ prefix }, place) => getAt(whole, place).slice(0, prefix.length));
  const tails = picked.map(({ prefix }, place) => ({ tokens: getAt(whole, place).slice(prefix.length), continuesFrom: place }));
  // Any token can be asked for: here, the token that is read at each position.
  const asked = tails.flatMap(({ tokens }, row) => tokens.map((token, position) => ({ row, position, token })));
  try {
    const expected = await ask(resident, {
      passes: [{ batch: padRows(whole) }],
      targets: asked.map(({ row, position, token }) => ({ pass: 0, row, position: position + getAt(beginnings, row).length, token })),
    });
    const found = await ask(resident, {
      passes: [{ batch: padRows(beginnings) }, continueFrom(beginnings, tails)],
      targets: asked.map((target) => ({ ...target, pass: 1 })),
    });
    // A row without a token after its prefix shows nothing.
    return asked.length > 0 && expected.every((value, index) => Math.abs(value - (found[index] ?? Number.NaN)) <= ALLOWED_CHANGE);
  } catch (error) {
    if (isRuntimeFailure(error)) return false;
    throw error;
  }
}

async function ask(resident: ResidentModel, question: TargetQuestion): Promise<readonly number[]> {
  const values: number[] = [];
  for await (const { answers } of resident.score(question, [NOTHING_REMOVED])) values.push(...answers.logProbability);
  return values;
}

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
      questions: [{ key: keyOf(question), removals, count: asked.length, numbers: 2 * asked.length }],
      checkpoint,
      ask: (open) => sumUpAll(asked, resident.score(question, getAt(open, 0).removals)),
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
  for await (const { removal, answers } of scores) yield { question: 0, removal, answer: sumUp(asked, answers) };
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
