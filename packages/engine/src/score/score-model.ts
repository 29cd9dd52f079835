import { AppError, getAt } from '@lamina/errors';
import { createRandom } from '@lamina/metrics';
import { areBlocksOnly, keyOfRemoval, NOTHING_REMOVED, type Removal, removesNothing } from '@lamina/plans';
import type { Checkpoint } from '../checkpoint.ts';
import { checkCausality } from '../inspect/check-causality.ts';
import { type InspectOptions, inspectOpened, type ModelInspection } from '../inspect/inspect-model.ts';
import { describeFailure } from '../inspect/load-self-check.ts';
import { findVocabularySize } from '../model/facts/find-sizes.ts';
import { findFixedShape } from '../model/facts/fixed-shape.ts';
import { describeMemoryNeed, measureMemoryNeed, requireMemory } from '../model/facts/memory-needed.ts';
import { findRunSizes } from '../model/facts/run-sizes.ts';
import type { DigestOptions } from '../model/files/digest-file.ts';
import { type ModelLookup, type OpenedModel, openModel } from '../model/open/open-model.ts';
import { openWindowForm } from '../model/open/open-window-form.ts';
import { type BosPolicy, loadTokenizer } from '../model/tokenizer/tokenizer.ts';
import type { Progress } from '../progress.ts';
import { checkRepair } from '../repair/fit-repairs.ts';
import { completeChoice, type RepairInput, repairModel } from '../repair/repair-model.ts';
import type { CalibrationCut, RepairRecord, RepairRequest } from '../repair/repair-record.ts';
import { findBatchTokens } from '../session/batch-tokens.ts';
import { formBatches } from '../session/form-batches.ts';
import type { RanBatch } from '../session/run-batches.ts';
import type { RuntimeFacts } from '../session/session.ts';
import { createBlockwiseModel } from './measure-by-block.ts';
import { measureRemovals, type RemovalLosses, type RemovalOptions } from './measure-removals.ts';
import { createMeasuredModel, type MeasuredModel } from './measured-model.ts';
import { describeSums, keyOfScore, restoreSums } from './score-checkpoint.ts';
import { DEFAULT_BATCH_TOKENS, DEFAULT_WINDOW } from './score-defaults.ts';
import { countTokens, describeDefinition, type ScoreDefinition } from './score-definition.ts';
import { addBatch, createScoreSums, type Measurements, summarise, takeWindows } from './score-sums.ts';
import { createScoreSettler, type ScoreSettlement, type SettleRequest } from './settle-score.ts';
import { cutWindows, type ScoreInput, type Window } from './windows.ts';

export interface ScoreOptions extends ModelLookup, RemovalOptions {
  /** The folder in which digests of weights and results of self-checks are kept. */
  readonly digests?: DigestOptions;
  /** By default, a model that fails its self-check is refused. If false, the four short sessions of the check are saved, and the score has null for it. */
  readonly selfCheck?: boolean;
  readonly model: string;
  readonly input: ScoreInput;
  /** Tokens per window, default 256. `stride` defaults to the window. */
  readonly window?: number;
  readonly stride?: number | undefined;
  readonly windows?: number | undefined;
  /** Windows per run; by default as many as hold 512 tokens, or on a GPU as many as its free memory holds (chooseBatchTokens). */
  readonly batch?: number | undefined;
  readonly bos?: BosPolicy;
  readonly partialWindows?: 'dropped' | 'scored';
  /** The units to pass by. All results keep the numbering of the given model, and a removed unit has influence 0. */
  readonly removal?: Removal;
  /** If false, the language-model head and the token losses are left out: block metrics alone take a fifth to a third less time. */
  readonly losses?: boolean;
  /** If true, one block is loaded at a time. This is the default where the whole model does not fit into memory. */
  readonly blockByBlock?: boolean | undefined;
  /** The repair of the removed runs. It needs a `removal` of whole blocks, and excludes `greedy`. */
  readonly repair?: (RepairRequest & Pick<CalibrationCut, 'windows'>) | undefined;
  /** If given, windows are read in random order, and no more once the blocks of lowest influence are known. The default reads the whole text in its order. */
  readonly until?: SettleRequest | undefined;
  /** What an earlier run of the same score had done. Its batches are not run again, and the sums are the same to the last bit. */
  readonly checkpoint?: Checkpoint;
}

/** The result: what was measured, on which model, in which runtime. */
export interface ScoreResult extends Measurements, RemovalLosses {
  readonly definition: ScoreDefinition;
  readonly model: ModelInspection;
  readonly runtime: RuntimeFacts & { readonly precision: string; readonly blockByBlock: boolean };
  /** Null where none was asked for. */
  readonly repair: RepairRecord | null;
  /** Null where the whole text was to be read. */
  readonly settlement: ScoreSettlement | null;
  /** The speed of the pass that measures the block metrics. */
  readonly tokensPerSecond: number;
}

/**
 * Measures every block of a model in one pass, reduced inside the graph:
 *
 * - block influence (ShortGPT, arXiv 2403.03853, eq. 1) in both last-state lanes, and relative magnitude
 * - influence of the attention and MLP halves (LLM-Drop, arXiv 2406.15786)
 * - state norms, cosines of all pairs of states, angular distances, and token losses
 *
 * @throws AppError as openModel and cutWindows do; RUNTIME_FAILED from ONNX Runtime; MODEL_UNSUPPORTED for models that look ahead.
 */
export async function* scoreModel(options: ScoreOptions): AsyncGenerator<Progress, ScoreResult> {
  yield { phase: 'prepare', done: 0, total: 1, note: 'reading the graph' };
  const opened = openModel(options.model, options);
  const { structure } = opened;
  const cut = { window: DEFAULT_WINDOW, bos: 'auto', partialWindows: 'dropped', ...options } as const;
  const windowOptions = { ...cut, stride: options.stride ?? cut.window };
  const cutInput = (input: ScoreInput, most = options.windows): readonly Window[] => {
    const windows = cutWindows(input, { ...windowOptions, windows: most }, () => loadTokenizer(opened.source));
    checkVocabulary(windows, opened);
    return windows;
  };
  const { until } = options;
  if (until !== undefined && !removesNothing(options.removal ?? NOTHING_REMOVED))
    throw new AppError(
      'BAD_USER_INPUT',
      'removed blocks have no influence: what is lowest beside them cannot be settled; leave out the removal',
    );
  const inOrder = cutInput(options.input);
  const available = until === undefined ? inOrder : createRandom(until.seed).shuffle(inOrder);
  const calibration = options.repair ? cutInput(options.repair.calibration, options.repair.windows) : [];
  const need = measureMemoryNeed(opened);
  const blockByBlock = options.blockByBlock ?? !need.fits;
  if (blockByBlock && options.blockByBlock === undefined)
    yield { phase: 'prepare', done: 0, total: 1, note: `block by block: ${describeMemoryNeed(need)}` };
  const searches = [options.greedy, options.iterate, options.iterateRepair, options.evolve];
  if (options.leaveOneOut === true || searches.some(Boolean)) requireMemory(opened, 'leaving out blocks in turn');
  if (options.repair) requireMemory(opened, 'solving a repair');
  if (options.iterateRepair) checkRepair(completeChoice(options.iterateRepair), (options.searchUnits ?? [['block']]).some(areBlocksOnly));
  // It compares graphs, so it needs the precision of float32.
  const inspect = () => inspectTrusted(opened, { ...options, products: 'fp32', windowTokens: available[0]?.ids.length ?? cut.window });
  // The self-check takes longer than a window. It runs after the first window, so that scoring starts at once; a repair trusts the model before.
  let inspection = options.repair ? await inspect() : null;
  const batch = options.batch ?? (await findBatch(opened, options, { window: cut.window, blockByBlock }));
  const windowed = openWindowForm(opened, findOneLength([...available, ...calibration]));
  const { opened: repaired, record: repair } = yield* repairWhereAsked(windowed, options, { calibration, heldOut: available, batch });
  const measured = blockByBlock
    ? await createBlockwiseModel(repaired, options)
    : await createMeasuredModel(repaired, { ...options, padded: findOneLength(available) === null });
  try {
    // Graphs that are built from checkpoints are causal by construction.
    if (opened.checkpoint === null) await checkCausality(measured, getAt(available, 0).ids, findFixedShape(structure.model.graph));
    const blocks = structure.blocks.length;
    const sums = createScoreSums(available, windowed.structure, { isRandom: until !== undefined });
    const settler = until === undefined ? null : createScoreSettler(until, { blocks, available: available.length });
    const { checkpoint = {}, removal = NOTHING_REMOVED, losses = true } = options;
    const key = keyOfScore(available, listSettings({ batch, removal, losses, blockByBlock, repair, products: measured.runtime.products }));
    let state = restoreSums(key, checkpoint, sums);
    // An earlier run may have ended between its last window and its answer.
    let settlement = state.windows > 0 ? (settler?.follow(sums.units, state.windows) ?? null) : null;
    let since = performance.now();
    const left = settlement?.isSettled === true ? [] : runMeasured(measured, available, { batchRows: batch, skipped: state.batches });
    for await (const ran of left) {
      addBatch(ran, sums);
      const now = performance.now();
      state = { batches: state.batches + 1, windows: state.windows + ran.rows.length, seconds: state.seconds + (now - since) / 1000 };
      since = now;
      const { rows } = ran;
      settlement = settler?.follow(sums.units, state.windows) ?? null;
      yield { phase: 'score', done: state.windows, total: available.length, checkpoint: describeSums(key, state, { sums, rows }) };
      if (inspection === null) {
        inspection = await inspect();
        since = performance.now();
      }
      if (settlement?.isSettled === true) break;
    }
    inspection ??= await inspect();
    const windows = available.slice(0, state.windows);
    const removalLosses = yield* measureRemovals(repaired, { windows, batch, keyOf: sums.keyOf, checkpoint }, options);
    return {
      definition: describeDefinition({
        input: options.input,
        cut: windowOptions,
        windows,
        removal,
        resamplingUnit: sums.resamplingUnit,
      }),
      model: inspection,
      runtime: { ...measured.runtime, precision: describePrecision(inspection, measured.runtime), blockByBlock },
      repair,
      settlement,
      ...checkFinite(
        summarise(settler === null ? sums : takeWindows(sums, windows.length), windowed.structure.sublayers),
        measured.runtime,
      ),
      ...(options.losses === false ? { nllPerWindow: [] } : {}),
      ...removalLosses,
      tokensPerSecond: countTokens(windows) / state.seconds,
    };
  } finally {
    await measured.release();
  }
}

/** Windows per run: what an export fixes, or else what is fast and fits into memory. */
async function findBatch(
  opened: OpenedModel,
  { losses = true, providers }: ScoreOptions,
  { window, blockByBlock }: { readonly window: number; readonly blockByBlock: boolean },
): Promise<number> {
  const { rows } = findFixedShape(opened.structure.model.graph);
  if (rows !== null) return rows;
  const { neededBytes } = measureMemoryNeed(opened);
  const tokens = await findBatchTokens({
    sizes: findRunSizes(opened, { window, keepsStates: true, losses }),
    weightBytes: blockByBlock ? neededBytes / opened.structure.blocks.length : neededBytes,
    providers,
    onProcessor: DEFAULT_BATCH_TOKENS,
  });
  return Math.max(1, Math.floor(tokens / window));
}

/** What decides the numbers of a run beside its windows. */
function listSettings({ batch, removal, losses, blockByBlock, repair, products }: RunSettings): readonly unknown[] {
  const others = [...(repair === null ? [] : [repair]), ...(products === 'fp32' ? [] : [products])];
  return [batch, keyOfRemoval(removal), losses, blockByBlock, 'measures', ...others];
}

interface RunSettings
  extends Required<Pick<ScoreOptions, 'batch' | 'removal' | 'losses' | 'blockByBlock'>>,
    Pick<RuntimeFacts, 'products'> {
  readonly repair: RepairRecord | null;
}

/** The number format of the weights and, where it is another one, of the products with them. */
function describePrecision({ precision }: ModelInspection, { products }: RuntimeFacts): string {
  return products === 'fp32' ? precision : `${precision}, products in ${products}`;
}

/** Refuses numbers of products that left the range of float16. @throws AppError MODEL_UNSUPPORTED */
function checkFinite(measurements: Measurements, { products }: RuntimeFacts): Measurements {
  const { nllPerWindow, blockInfluence } = measurements;
  if (products === 'fp32' || (nllPerWindow.every(Number.isFinite) && blockInfluence.undefinedCount.every((count) => count === 0)))
    return measurements;
  throw new AppError(
    'MODEL_UNSUPPORTED',
    'products of this model exceed 65,504, the largest number of float16, so its scores are undefined; measure it with products in fp32',
  );
}

/** The length of all windows; null where lengths differ. */
function findOneLength(windows: readonly Window[]): number | null {
  const [length = null, ...others] = new Set(windows.map(({ ids }) => ids.length));
  return others.length === 0 ? length : null;
}

/** The model with its repair in place, or the model as it is where no repair is asked for. */
async function* repairWhereAsked(
  opened: OpenedModel,
  options: ScoreOptions,
  input: Omit<RepairInput, 'removal'>,
): AsyncGenerator<Progress, { readonly opened: OpenedModel; readonly record: RepairRecord | null }> {
  const { repair, removal = NOTHING_REMOVED, greedy = 0, iterate = 0, iterateRepair, evolve, threads, providers } = options;
  if (!repair) return { opened, record: null };
  if (greedy > 0 || iterate > 0 || iterateRepair || evolve)
    throw new AppError(
      'BAD_USER_INPUT',
      'greedy removal, --iterate and --evolve start with the dense model, but a repair replaces removed blocks; choose one of the two, or repair each step of --iterate with --iterate-repair',
    );
  const session = { ...(threads === undefined ? {} : { threads }), ...(providers === undefined ? {} : { providers }) };
  return getAt(yield* repairModel(opened, [repair], { ...input, ...session, removal }), 0);
}

/** Runs all windows in batches, without the first `skipped` batches. Each call takes as many batches as suit the model. */
async function* runMeasured(
  measured: MeasuredModel,
  windows: readonly Window[],
  { batchRows, skipped }: { readonly batchRows: number; readonly skipped: number },
): AsyncGenerator<RanBatch> {
  const batches = formBatches(
    windows.map(({ ids }) => ({ ids, next: 0 })),
    batchRows,
  );
  const tokens = batches[0] ? batches[0].rows.length * batches[0].width : 1;
  const perCall = measured.tokensPerCall === null ? 1 : Math.max(1, Math.floor(measured.tokensPerCall / tokens));
  for (let first = skipped; first < batches.length; first += perCall) {
    const call = batches.slice(first, first + perCall);
    let index = 0;
    for await (const outputs of measured.run(call.map((batch) => batch.tokens))) {
      const batch = call[index];
      index += 1;
      if (batch) yield { rows: batch.rows, lengths: batch.tokens.lengths, width: batch.width, outputs };
    }
  }
}

/** Refuses a model that fails its self-check: its numbers would be wrong and look exact. */
async function inspectTrusted(opened: OpenedModel, options: InspectOptions): Promise<ModelInspection> {
  const inspection = await inspectOpened(opened, options);
  if (inspection.selfCheck?.passed !== false) return inspection;
  throw new AppError('MODEL_UNSUPPORTED', describeFailure(inspection.selfCheck));
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
