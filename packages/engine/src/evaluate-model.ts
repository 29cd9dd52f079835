import { evaluateResponses, listRequests, type Response, type Task, type TaskEvaluation } from '@lamina/benchmarks';
import { TOKEN_LOSS_PORTS } from '@lamina/surgery';
import type { TokenBatch } from './build-feeds.ts';
import { checkCausality } from './check-causality.ts';
import { createResidentModel } from './create-resident-model.ts';
import { type EncodedPiece, encodeRequests } from './encode-requests.ts';
import { formBatches, type RowBatch } from './form-batches.ts';
import { findConfigNumber } from './model-facts.ts';
import { type ModelLookup, openModel } from './open-model.ts';
import type { Progress } from './progress.ts';
import type { ResidentModel } from './resident-model.ts';
import { floatsOf, type Outputs } from './run-batches.ts';
import type { RuntimeFacts, SessionOptions } from './session.ts';
import { loadTokenizer } from './tokenizer.ts';

export interface EvaluateOptions extends ModelLookup, SessionOptions {
  readonly model: string;
  /** Lists of blocks to leave out; [] is the dense model. */
  readonly removals: readonly (readonly number[])[];
  readonly tasks: readonly Task[];
  /** Rows per run, default 16. */
  readonly batch?: number;
  /** Longest row in tokens; default: what config.json says the model reads, else 2048. */
  readonly maxLength?: number;
}

/** Results of one removal on every task, in the order of the tasks. */
export interface RemovalEvaluation {
  readonly removed: readonly number[];
  readonly tasks: readonly TaskEvaluation[];
  readonly runtime: RuntimeFacts;
}

/** Progress of an evaluation; each removal's results come as soon as it is done, for callers that store them one by one. */
export interface EvaluateProgress extends Progress {
  readonly removal?: number;
  readonly completed?: RemovalEvaluation;
}

const DEFAULT_BATCH = 16;
const DEFAULT_MAX_LENGTH = 2048;
/** Removals of one group share hidden states; a caller that stores results loses at most one group when it is stopped. */
const REMOVALS_PER_GROUP = 8;

/**
 * Evaluates a model, whole or without some of its blocks, on log-likelihood and perplexity tasks. The graph is read, the model loaded and texts
 * encoded once; removals run on the resident model, and those of one group share every hidden state they agree on.
 *
 * @throws AppError as openModel does; TOKENIZER_MISSING; BAD_USER_INPUT for blocks or answers that cannot be; MODEL_UNSUPPORTED for models
 * that look ahead.
 */
export async function* evaluateModel(options: EvaluateOptions): AsyncGenerator<EvaluateProgress, readonly RemovalEvaluation[]> {
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the graph' };
  const opened = openModel(options.model, options);
  const tokenizer = loadTokenizer(opened.source);
  const maxLength =
    options.maxLength ?? findConfigNumber(opened.source, ['n_positions', 'max_position_embeddings', 'n_ctx']) ?? DEFAULT_MAX_LENGTH;
  const pieces = options.tasks.map((task) => encodeRequests(listRequests(task), tokenizer, maxLength));
  const total = pieces.reduce((sum, list) => sum + list.length, 0) * options.removals.length;
  const resident = await createResidentModel(opened, { ...options, mostLikely: true });
  try {
    await checkCausality({ run: (batches) => runDense(resident, batches) }, pieces[0]?.[0]?.ids ?? []);
    const results: RemovalEvaluation[] = [];
    let done = 0;
    for (let first = 0; first < options.removals.length; first += REMOVALS_PER_GROUP) {
      const removals = options.removals.slice(first, first + REMOVALS_PER_GROUP);
      const job = answerPieces(resident, removals, pieces, options.batch ?? DEFAULT_BATCH);
      let step = await job.next();
      for (; !step.done; step = await job.next()) {
        done += step.value;
        yield { phase: 'evaluate', done, total, removal: first };
      }
      for (const [index, responses] of step.value.entries()) {
        const completed = describeRemoval(removals[index] ?? [], responses, options.tasks, resident.runtime);
        results.push(completed);
        yield { phase: 'evaluate', done, total, removal: first + index, completed };
      }
    }
    return results;
  } finally {
    await resident.release();
  }
}

function describeRemoval(
  removed: readonly number[],
  responses: readonly (readonly Response[])[],
  tasks: readonly Task[],
  runtime: RuntimeFacts,
): RemovalEvaluation {
  return { removed, runtime, tasks: tasks.map((task, index) => evaluateResponses(task, responses[index] ?? [])) };
}

/** Responses by removal, then task, then request. Yields the rows done since the last time. */
async function* answerPieces(
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

async function* runDense(resident: ResidentModel, batches: readonly TokenBatch[]): AsyncGenerator<Outputs> {
  for (const batch of batches) for await (const { outputs } of resident.run(batch, [[]])) yield outputs;
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
