import { createHash } from 'node:crypto';
import { type LayerSeries, summariseSeries } from '@lamina/metrics';
import { BLOCK_METRIC_OUTPUTS, bypassBlocks, exposeBlockMetrics, exposeTokenLoss, TOKEN_LOSS_PORTS } from '@lamina/surgery';
import { checkCausality } from './check-causality.ts';
import { inspectOpened, type ModelInspection } from './inspect-model.ts';
import { addToken, createStateSums, createUnitSums, type SeriesSums, type StateSums, type UnitSums } from './metric-sums.ts';
import { feedFactsOf } from './model-facts.ts';
import { type ModelLookup, openModel } from './open-model.ts';
import type { Progress } from './progress.ts';
import { floatsOf, type RanBatch, runBatches } from './run-batches.ts';
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
}

/** What was measured, on what, with what. Shapes: L blocks, W windows, U units. */
export interface ScoreResult {
  readonly definition: ScoreDefinition;
  readonly model: ModelInspection;
  readonly runtime: RuntimeFacts & { readonly precision: string };
  readonly blockInfluence: LayerSeries;
  readonly blockInfluenceFinalNorm: LayerSeries;
  readonly relativeMagnitude: LayerSeries;
  readonly hiddenNorm: { readonly mean: readonly (number | null)[] };
  readonly cosineMatrix: readonly (readonly (number | null)[])[];
  readonly angularLastToken: readonly (readonly (number | null)[])[];
  readonly nllPerWindow: readonly number[];
  readonly tokensPerSecond: number;
  /** Sums per document (per window where there is one document): the units of every bootstrap. */
  readonly units: readonly {
    readonly blockInfluence: SeriesSums;
    readonly blockInfluenceFinalNorm: SeriesSums;
    readonly relativeMagnitude: SeriesSums;
  }[];
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
  const bypassed = bypassBlocks(structure, options.remove ?? []);
  const measured = exposeTokenLoss(exposeBlockMetrics(bypassed, { keep: [structure.logits] }), structure.logits);
  await using session = await createSession(measured, opened.mapped.weightFolder, options);
  const facts = feedFactsOf(opened.source);
  await checkCausality(session, windows[0]?.ids ?? [], facts);

  const sums = createScoreSums(windows, structure.blocks.length);
  const batch = options.batch ?? Math.max(1, Math.floor(DEFAULT_BATCH_TOKENS / cut.window));
  const started = performance.now();
  let done = 0;
  for await (const ran of runBatches(
    session,
    windows.map(({ ids }) => ids),
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
    tokensPerSecond: countTokens(windows) / seconds,
  };
}

interface ScoreSums {
  readonly units: readonly UnitSums[];
  readonly unitOf: (window: number) => UnitSums;
  readonly states: StateSums;
  readonly nllPerWindow: number[];
  readonly resamplingUnit: 'document' | 'window';
}

function createScoreSums(windows: readonly Window[], blocks: number): ScoreSums {
  const documents = new Set(windows.map(({ document }) => document));
  const resamplingUnit = documents.size > 1 ? 'document' : 'window';
  const keyOf = (window: number): number => (resamplingUnit === 'document' ? (windows[window]?.document ?? 0) : window);
  const byKey = new Map<number, UnitSums>();
  for (const window of windows.keys()) if (!byKey.has(keyOf(window))) byKey.set(keyOf(window), createUnitSums(blocks));
  return {
    units: [...byKey.values()],
    unitOf: (window) => byKey.get(keyOf(window)) ?? createUnitSums(blocks),
    states: createStateSums(blocks),
    nllPerWindow: new Array<number>(windows.length).fill(0),
    resamplingUnit,
  };
}

function addBatch({ rows, lengths, width, outputs }: RanBatch, sums: ScoreSums): void {
  const gram = floatsOf(outputs, BLOCK_METRIC_OUTPUTS.gram);
  const steps = floatsOf(outputs, BLOCK_METRIC_OUTPUTS.stepSquared);
  const logProbability = floatsOf(outputs, TOKEN_LOSS_PORTS.logProbability);
  const tokens = rows.length * width;
  const gramSize = gram.length / tokens;
  const stepSize = steps.length / tokens;
  for (const [row, window] of rows.entries()) {
    const length = lengths[row] ?? 0;
    for (let position = 0; position < length; position += 1) {
      const token = row * width + position;
      addToken(
        {
          gram: gram.subarray(token * gramSize, (token + 1) * gramSize),
          stepSquared: steps.subarray(token * stepSize, (token + 1) * stepSize),
          isLastOfWindow: position === length - 1,
        },
        sums.unitOf(window),
        sums.states,
      );
      if (position < length - 1) sums.nllPerWindow[window] = (sums.nllPerWindow[window] ?? 0) - (logProbability[token] ?? Number.NaN);
    }
  }
}

function summarise({
  units,
  states,
  nllPerWindow,
}: ScoreSums): Pick<
  ScoreResult,
  | 'blockInfluence'
  | 'blockInfluenceFinalNorm'
  | 'relativeMagnitude'
  | 'hiddenNorm'
  | 'cosineMatrix'
  | 'angularLastToken'
  | 'nllPerWindow'
  | 'units'
> {
  return {
    blockInfluence: summariseSeries(units.map(({ influence }) => influence)),
    blockInfluenceFinalNorm: summariseSeries(units.map(({ influenceFinalNorm }) => influenceFinalNorm)),
    relativeMagnitude: summariseSeries(units.map(({ magnitude }) => magnitude)),
    hiddenNorm: { mean: Array.from(states.norm, (sum, state) => divide(sum, states.normCount[state])) },
    cosineMatrix: meanMatrix(states.cosine, states.cosineCount),
    angularLastToken: meanMatrix(states.angular, states.angularCount),
    nllPerWindow,
    units: units.map(({ influence, influenceFinalNorm, magnitude }) => ({
      blockInfluence: influence,
      blockInfluenceFinalNorm: influenceFinalNorm,
      relativeMagnitude: magnitude,
    })),
  };
}

function meanMatrix(sums: Float64Array, counts: Float64Array): (number | null)[][] {
  const size = Math.round(Math.sqrt(sums.length));
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_unused, column) => divide(sums[row * size + column], counts[row * size + column])),
  );
}

function divide(sum = 0, count = 0): number | null {
  return count === 0 ? null : sum / count;
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
