import { createHash } from 'node:crypto';
import { AppError } from '@lamina/errors';
import { bypassBlocks, exposeBlockMetrics, exposeTokenLoss } from '@lamina/surgery';
import { buildFeeds } from './build-feeds.ts';
import { checkCausality } from './check-causality.ts';
import { findVocabularySize, inspectOpened, type ModelInspection } from './inspect-model.ts';
import { feedFactsOf } from './model-facts.ts';
import { type ModelLookup, type OpenedModel, openModel } from './open-model.ts';
import type { Progress } from './progress.ts';
import { runBatches } from './run-batches.ts';
import { addBatch, createScoreSums, type Measurements, type ScoreSums, summarise } from './score-sums.ts';
import { createSession, type RuntimeFacts, type SessionOptions } from './session.ts';
import { type BosPolicy, loadTokenizer } from './tokenizer.ts';
import { cutWindows, digestIds, type ScoreInput, type Window } from './windows.ts';

export interface ScoreOptions extends ModelLookup, SessionOptions {
  readonly model: string;
  readonly input: ScoreInput;
  /** Tokens per window, default 256; `stride` defaults to the window. */
  readonly window?: number;
  readonly stride?: number;
  readonly windows?: number;
  /** Windows per run; default: as many as hold 512 tokens. */
  readonly batch?: number;
  readonly bos?: BosPolicy;
  readonly partialWindows?: 'dropped' | 'scored';
  /** Blocks to pass by; indices of all results stay the parent's, a removed block's influence is 0. */
  readonly remove?: readonly number[];
  /** False leaves out the language-model head and with it the token losses: block metrics alone, a fifth to a third sooner. */
  readonly losses?: boolean;
}

/** What was measured, on what, with what. */
export interface ScoreResult extends Measurements {
  readonly definition: ScoreDefinition;
  readonly model: ModelInspection;
  readonly runtime: RuntimeFacts & { readonly precision: string };
  readonly tokensPerSecond: number;
}

export interface ScoreDefinition {
  readonly window: number;
  readonly stride: number;
  readonly bos: BosPolicy;
  readonly partialWindows: 'dropped' | 'scored';
  readonly removed: readonly number[];
  readonly tokens: number;
  readonly windows: number;
  readonly documents: number;
  readonly resamplingUnit: 'document' | 'window';
  readonly idsSha256: string;
  readonly textSha256: string | null;
}

const DEFAULT_WINDOW = 256;
const DEFAULT_BATCH_TOKENS = 512;

/**
 * Measures every block of a model in one pass: block influence (ShortGPT, arXiv 2403.03853, eq. 1) in both last-state lanes, relative
 * magnitude, state norms, all-pairs cosines, angular distances and token losses, all reduced inside the graph.
 *
 * @throws AppError as openModel and cutWindows do; RUNTIME_FAILED from ONNX Runtime; MODEL_UNSUPPORTED for models that look ahead.
 */
export async function* scoreModel(options: ScoreOptions): AsyncGenerator<Progress, ScoreResult> {
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the graph' };
  const opened = openModel(options.model, options);
  const { structure } = opened;
  const cut = { window: DEFAULT_WINDOW, bos: 'auto', partialWindows: 'dropped', ...options } as const;
  const windowOptions = { ...cut, stride: options.stride ?? cut.window };
  const windows = cutWindows(options.input, windowOptions, () => loadTokenizer(opened.source));
  checkVocabulary(windows, opened);
  const bypassed = bypassBlocks(structure, options.remove ?? []);
  const measured =
    options.losses === false
      ? exposeBlockMetrics(bypassed)
      : exposeTokenLoss(exposeBlockMetrics(bypassed, { keep: [structure.logits] }), structure.logits);
  const session = await createSession(measured, opened.mapped.weightFolder, options);
  try {
    const facts = feedFactsOf(opened.source);
    await checkCausality((batch) => session.run(buildFeeds(measured.graph, batch, facts)), windows[0]?.ids ?? []);

    const sums = createScoreSums(windows, structure.blocks.length);
    const batch = options.batch ?? Math.max(1, Math.floor(DEFAULT_BATCH_TOKENS / cut.window));
    const started = performance.now();
    let done = 0;
    for await (const ran of runBatches(
      session,
      windows.map(({ ids }) => ({ ids, next: 0 })),
      batch,
      facts,
    )) {
      addBatch(ran, sums);
      done += ran.rows.length;
      yield { phase: 'score', done, total: windows.length };
    }
    const seconds = (performance.now() - started) / 1000;
    const inspection = await inspectOpened(opened);
    return {
      definition: describeDefinition(options, windowOptions, windows, sums),
      model: inspection,
      runtime: { ...session.runtime, precision: inspection.precision },
      ...summarise(sums),
      ...(options.losses === false ? { nllPerWindow: [] } : {}),
      tokensPerSecond: countTokens(windows) / seconds,
    };
  } finally {
    await session.release();
  }
}

function checkVocabulary(windows: readonly Window[], opened: OpenedModel): void {
  const size = findVocabularySize(opened);
  const wrong = windows.flatMap(({ ids }) => ids).find((id) => id < 0 || (size !== null && id >= size));
  if (wrong === undefined) return;
  throw new AppError(
    'BAD_USER_INPUT',
    `token ${wrong} is outside the model's vocabulary of ${size} tokens; were the ids made with another tokenizer?`,
  );
}

function countTokens(windows: readonly Window[]): number {
  return windows.reduce((sum, { ids }) => sum + ids.length, 0);
}

function describeDefinition(
  options: ScoreOptions,
  cut: Omit<ScoreDefinition, 'removed' | 'tokens' | 'windows' | 'documents' | 'resamplingUnit' | 'idsSha256' | 'textSha256'>,
  windows: readonly Window[],
  sums: ScoreSums,
): ScoreDefinition {
  return {
    window: cut.window,
    stride: cut.stride,
    bos: cut.bos,
    partialWindows: cut.partialWindows,
    removed: options.remove ?? [],
    tokens: countTokens(windows),
    windows: windows.length,
    documents: new Set(windows.map(({ document }) => document)).size,
    resamplingUnit: sums.resamplingUnit,
    idsSha256: digestIds(windows),
    textSha256: 'texts' in options.input ? createHash('sha256').update(options.input.texts.join('\n\n')).digest('hex') : null,
  };
}
