import { evaluateResponses, listRequests, type Response, type Task, type TaskEvaluation } from '@lamina/benchmarks';
import { bypassBlocks, exposeTokenLoss, TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { checkCausality } from './check-causality.ts';
import { type EncodedPiece, encodeRequests } from './encode-requests.ts';
import { feedFactsOf, findConfigNumber } from './model-facts.ts';
import { type ModelLookup, type OpenedModel, openModel } from './open-model.ts';
import type { Progress } from './progress.ts';
import { floatsOf, type RanBatch, runBatches } from './run-batches.ts';
import { createSession, type RuntimeFacts, type SessionOptions } from './session.ts';
import { loadTokenizer } from './tokenizer.ts';

export interface EvaluateOptions extends ModelLookup, SessionOptions {
  readonly model: string;
  /** Lists of blocks to pass by, evaluated one after the other; [] is the dense model. */
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

/**
 * Evaluates a model, whole or without some of its blocks, on log-likelihood and perplexity tasks. The graph is read and texts are encoded
 * once; weights stay mapped, so each removal costs a session over the same memory.
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
  const requests = options.tasks.map(listRequests);
  const pieces = requests.map((list) => encodeRequests(list, tokenizer, maxLength));
  const perRemoval = pieces.reduce((sum, list) => sum + list.length, 0);
  const total = perRemoval * options.removals.length;
  const results: RemovalEvaluation[] = [];
  for (const [removal, removed] of options.removals.entries()) {
    const job = evaluateRemoval(opened, removed, pieces, options);
    for (let step = await job.next(); ; step = await job.next()) {
      if (step.done) {
        const { responses, runtime } = step.value;
        const completed = { removed, runtime, tasks: options.tasks.map((task, index) => evaluateResponses(task, responses[index] ?? [])) };
        results.push(completed);
        yield { phase: 'evaluate', done: (removal + 1) * perRemoval, total, removal, completed };
        break;
      }
      yield { phase: 'evaluate', done: removal * perRemoval + step.value, total, removal };
    }
  }
  return results;
}

async function* evaluateRemoval(
  { structure, mapped, source }: OpenedModel,
  removed: readonly number[],
  pieces: readonly (readonly EncodedPiece[])[],
  options: EvaluateOptions,
): AsyncGenerator<number, { responses: readonly (readonly Response[])[]; runtime: RuntimeFacts }> {
  const { model } = bypassBlocks(structure, removed);
  const session = await createSession(exposeTokenLoss(model, structure.logits, { mostLikely: true }), mapped.weightFolder, options);
  try {
    const facts = feedFactsOf(source);
    await checkCausality(session, pieces[0]?.[0]?.ids ?? [], facts);
    const responses: Response[][] = [];
    let done = 0;
    for (const list of pieces) {
      const answers: Response[] = [];
      for await (const ran of runBatches(
        session,
        list.map(({ ids }) => ({ ids: ids.slice(0, -1), next: ids.at(-1) ?? 0 })),
        options.batch ?? DEFAULT_BATCH,
        facts,
      )) {
        addAnswers(ran, list, answers);
        done += ran.rows.length;
        yield done;
      }
      responses.push(answers);
    }
    return { responses, runtime: session.runtime };
  } finally {
    await session.release();
  }
}

function addAnswers({ rows, lengths, width, outputs }: RanBatch, pieces: readonly EncodedPiece[], answers: Response[]): void {
  const logProbability = floatsOf(outputs, TOKEN_LOSS_PORTS.logProbability);
  const mostLikely = outputs[TOKEN_LOSS_PORTS.mostLikely]?.data;
  for (const [row, index] of rows.entries()) {
    const piece = pieces[index];
    if (!piece) continue;
    const length = lengths[row] ?? 0;
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
