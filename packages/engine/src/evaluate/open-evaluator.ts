import { type Generation, listGenerations, listRequests, type Response, type Task } from '@lamina/benchmarks';
import { findLongestText, refuseLongText } from '@lamina/checkpoints';
import {
  type BosPolicy,
  type Checkpoint,
  countDeviceBytes,
  findFixedShape,
  findMaxLength,
  loadTokenizer,
  type ModelLookup,
  type OpenedModel,
  type TextEncoder,
  type TextWindows,
  type WorkDone,
} from '@lamina/models';
import { NOTHING_REMOVED, type Removal, removesBlocksOnly } from '@lamina/plans';
import { checkCausality } from '../inspect/check-causality.ts';
import { createResidentModel } from '../resident/create-resident-model.ts';
import type { ResidentModel } from '../resident/resident-model.ts';
import { findBatchTokens, type Outputs, type TokenBatch } from '../session/batches.ts';
import type { RuntimeFacts, SessionOptions } from '../session/session.ts';
import { answerDiverging, type DivergingAnswers } from './answer-diverging.ts';
import { answerPieces } from './answer-pieces.ts';
import { type EncodedPiece, encodeGenerations, encodeRequests, type Prompt, placeSpecialTokens } from './encode-tasks.ts';
import type { PassLimits } from './form-runs.ts';
import { findEndTokens, generateTexts } from './generate-texts.ts';

export interface EvaluatorOptions extends ModelLookup, SessionOptions {
  readonly model: string;
  /** The number of rows per run, default 32; for likelihoods on a GPU as many as its free memory holds, each of 32 tokens. */
  readonly batch?: number | undefined;
  /** The longest row in tokens; by default what config.json or the tokenizer states, or else 2048. */
  readonly maxLength?: number | undefined;
  /** If true, a beginning-of-text token is put before texts that do not have one. By default the tokenizer decides. */
  readonly bos?: BosPolicy;
  /** The state of an earlier run of the same model on the same tasks, whose runs of the model are not repeated. */
  readonly checkpoint?: Checkpoint;
}

/** Tasks as tokens. */
export interface EncodedTasks {
  /** The kind of each task. */
  readonly kinds: readonly Task['kind'][];
  /** The pieces of each task that are asked for a likelihood. */
  readonly pieces: readonly (readonly EncodedPiece[])[];
  /** The prompts of each task that are continued. */
  readonly prompts: readonly (readonly Prompt[])[];
  /** Number of pieces and prompts. */
  readonly count: number;
}

/** Turns tasks into tokens, for a model and every variant of it. */
export interface TaskEncoder {
  readonly tokenizer: TextEncoder;
  /** The longest row in tokens. */
  readonly maxLength: number;
  /** The longest window of a text in tokens: a graph may hold for shorter texts than its model reads. */
  readonly longestWindow: number;
  /** @throws AppError BAD_USER_INPUT for answers that cannot fit; MODEL_UNSUPPORTED for texts beyond the model's limit */
  encode(tasks: readonly Task[]): EncodedTasks;
}

/** @throws AppError TOKENIZER_MISSING */
export function createTaskEncoder(opened: OpenedModel, options: Pick<EvaluatorOptions, 'bos' | 'maxLength'>): TaskEncoder {
  const tokenizer = placeSpecialTokens(loadTokenizer(opened.source), options.bos ?? 'auto');
  const maxLength = options.maxLength ?? findMaxLength(opened.source, tokenizer);
  return {
    tokenizer,
    maxLength,
    longestWindow: Math.min(maxLength, findLongestText(opened.model) ?? maxLength),
    encode(tasks) {
      const pieces = tasks.map((task) => encodeRequests(listRequests(task), tokenizer, maxLength));
      // The last token of a piece is predicted, never read.
      refuseLongText(
        findLongestText(opened.model),
        pieces.flat().reduce((longest, { ids }) => Math.max(longest, ids.length - 1), 0),
      );
      const prompts = tasks.map((task) => encodeGenerations(listGenerations(task), tokenizer, maxLength));
      return {
        kinds: tasks.map(({ kind }) => kind),
        pieces,
        prompts,
        count: [...pieces, ...prompts].reduce((sum, list) => sum + list.length, 0),
      };
    },
  };
}

/** A model that is loaded to answer tasks, whole or without some of its units. */
export interface Evaluator {
  readonly runtime: RuntimeFacts;
  readonly resident: ResidentModel;
  /** Answers of an earlier run. */
  readonly checkpoint: Checkpoint;
  /** Likelihoods by removal, then task, then request. Removals share every hidden state on which they agree. */
  answer(
    encoded: EncodedTasks,
    removals: readonly Removal[],
  ): AsyncGenerator<WorkDone<unknown>, readonly (readonly (readonly Response[])[])[]>;
  /**
   * Likelihoods and divergences of the texts of perplexity tasks, by the number of the task, then removal. It needs `divergence`.
   * @param whole what divergence is measured from; null: this model without a removal
   */
  diverge(
    encoded: EncodedTasks,
    removals: readonly Removal[],
    whole: ResidentModel | null,
  ): AsyncGenerator<WorkDone<unknown>, ReadonlyMap<number, readonly DivergingAnswers[]>>;
  /** Generated answers by task, then prompt. @param variant the model with the repair of the removal in place; default: the evaluator's own model */
  generate(
    encoded: EncodedTasks,
    removal: Removal,
    variant?: OpenedModel,
  ): AsyncGenerator<WorkDone<unknown>, readonly (readonly Generation[])[]>;
  release(): Promise<void>;
}

/** A model that is loaded for several evaluations. */
export interface LoadedEvaluator {
  readonly opened: OpenedModel;
  readonly evaluator: Evaluator;
  readonly encoder: TaskEncoder;
  readonly options: EvaluatorOptions;
}

/** The work that an evaluator will be given. */
interface EvaluatorNeeds {
  readonly encoder: TaskEncoder;
  /** The tasks, or some documents of them. */
  readonly encoded: EncodedTasks;
  readonly texts: readonly TextWindows[];
  readonly removals: readonly Removal[];
  /** If true, the divergence of the model from another one is measured too. */
  readonly divergence?: boolean;
}

const DEFAULT_BATCH = 32;
/** The largest number of tokens in one pass on a processor. */
const TOKENS_PER_PASS = 1024;

/**
 * Loads a model once, and checks on some tokens of the tasks that it does not look ahead.
 * @throws AppError as createResidentModel does; MODEL_UNSUPPORTED for models that look ahead
 */
export async function openEvaluator(
  opened: OpenedModel,
  { encoder, encoded, texts, removals: asked, divergence = false }: EvaluatorNeeds,
  options: EvaluatorOptions,
): Promise<Evaluator> {
  // Where rows of a task begin alike, as the choices of a question do, the beginning is read once. Log-likelihoods are the same up to rounding.
  const prefixes = encoded.pieces.some((list) => list.length > 1);
  const sublayers = !asked.every(removesBlocksOnly);
  // Asked before the model takes its part of the memory.
  const limits = await findPassLimits(opened, encoded, options);
  const resident = await createResidentModel(opened, { ...options, mostLikely: true, divergence, prefixes, sublayers });
  const { batch = DEFAULT_BATCH, checkpoint = {} } = options;
  const { tokenizer } = encoder;
  const writer = { resident, rules: { tokenizer, endTokens: findEndTokens(opened.source, tokenizer) }, batch, checkpoint };
  const shape = findFixedShape(opened.structure.model.graph);
  try {
    const run = (batches: readonly TokenBatch[]) => runDense(resident, batches);
    await checkCausality({ run }, findSample(encoded, texts), shape);
  } catch (error) {
    await resident.release();
    throw error;
  }
  return {
    runtime: resident.runtime,
    resident,
    checkpoint,
    answer: ({ pieces }, removals) => answerPieces({ resident, removals, pieces, limits, prefixes, checkpoint }),
    async *diverge({ pieces, kinds }, removals, whole) {
      const found = new Map<number, readonly DivergingAnswers[]>();
      const questions = { whole: whole ?? resident, pruned: resident, removals, batchRows: shape.rows ?? batch, checkpoint };
      for (const [task, ofTask] of pieces.entries())
        if (kinds[task] === 'perplexity') found.set(task, yield* answerDiverging({ ...questions, pieces: ofTask }));
      return found;
    },
    async *generate({ prompts }, removal, variant = opened) {
      const written = yield* generateTexts({ ...writer, opened: variant, session: options, prompts: prompts.flat() }, removal);
      let end = 0;
      return prompts.map(({ length }) => {
        end += length;
        return written.slice(end - length, end);
      });
    },
    release: () => resident.release(),
  };
}

/** The tokens that a pass may read, padding included, unless a single row has more: the values that the model computes from them have to fit into memory. */
async function findPassLimits(opened: OpenedModel, { pieces }: EncodedTasks, { batch, providers }: EvaluatorOptions): Promise<PassLimits> {
  const longest = pieces.flat().reduce((longest, { ids }) => Math.max(longest, ids.length), 1);
  const tokens = await findBatchTokens(opened, {
    window: longest,
    keepsStates: false,
    losses: true,
    weightBytes: countDeviceBytes(opened),
    providers,
    onProcessor: TOKENS_PER_PASS,
  });
  return { rows: batch ?? Math.max(DEFAULT_BATCH, Math.floor((DEFAULT_BATCH * tokens) / TOKENS_PER_PASS)), tokens };
}

async function* runDense(resident: ResidentModel, batches: readonly TokenBatch[]): AsyncGenerator<Outputs> {
  for (const batch of batches) for await (const { outputs } of resident.run(batch, [NOTHING_REMOVED])) yield outputs;
}

/** Some tokens of the tasks or texts, to try the model on. */
function findSample({ pieces, prompts }: EncodedTasks, texts: readonly TextWindows[]): readonly number[] {
  const read = [...pieces, ...prompts, ...texts.map(({ windows }) => windows)].flat();
  // A text of one token shows nothing.
  return read.find(({ ids }) => ids.length >= 2)?.ids ?? [];
}
