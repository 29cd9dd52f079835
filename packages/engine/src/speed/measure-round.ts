import { getEntry } from '@lamina/errors';
import { medianOf, type RatioEstimate, type RepairKind } from '@lamina/metrics';
import { countParameters, findVocabularySize, type ModelLookup, type OpenedModel, openModel, precisionOf } from '@lamina/models';
import { elementCount, findDataSizeBytes, findElementBits, type Graph, type Model } from '@lamina/onnx';
import { type Change, NOTHING_REMOVED, type Removal, removesNothing } from '@lamina/plans';
import { type CachePair, findCachePairs, removeUnits } from '@lamina/surgery';
import { openSteps, type StepMemory, type StepSession } from '../evaluate/step-session.ts';
import { applyRepairs, type SolvedRun } from '../repair/apply-repair.ts';
import { tensorOf } from '../session/batches.ts';
import type { RuntimeFacts, SessionOptions } from '../session/session.ts';

/** Repeated measurements of one quantity. */
export interface Spread {
  readonly median: number;
  /** The lowest and the highest of the repetitions. */
  readonly low: number;
  readonly high: number;
}

/**
 * The speed of a pruned form ÷ the speed of the whole model, run alternately. Above 1 is faster. Each round is one of the pairs, so that the interval holds what
 * differs between sessions.
 */
export interface SpeedRatio {
  readonly prefill: RatioEstimate;
  /** null for a model without caches. */
  readonly decode: RatioEstimate | null;
}

/**
 * The speed and memory of one form of a model on one machine while it reads and writes `batch` texts side by side. Compare only measurements of the same
 * `runtime.device`, provider and threads.
 */
export interface EfficiencyMeasurement {
  readonly change: Change<RepairKind>;
  readonly batch: number;
  /** The number of tokens in every prompt, and the number of tokens that are written after it. */
  readonly promptTokens: number;
  readonly generatedTokens: number;
  readonly warmUps: number;
  /**
   * How often the model was opened anew, each time in a process of its own, beside the whole model: as often as it took until the ratio was known well
   * enough, or the budget was spent.
   */
  readonly rounds: number;
  /** The number of runs that count, in all rounds together. */
  readonly repetitions: number;
  /** Prompt tokens of all rows per second; the logits of every position are computed too. */
  readonly prefillTokensPerSecond: Spread;
  /** Written tokens of all rows per second. Decoding is greedy, and the KV cache passes through JavaScript. Null for a model without caches. */
  readonly decodeTokensPerSecond: Spread | null;
  /** null for the whole model. */
  readonly comparedWithDense: SpeedRatio | null;
  /** The largest resident memory of a process that does nothing else, in the first round. It includes weights that are mapped from their file. */
  readonly peakMemoryBytes: number;
  /** The same before the model was opened: the memory that Node and ONNX Runtime need. */
  readonly baseMemoryBytes: number;
  /** The bytes of all weights that are read, as they are stored. Shared weights count once. */
  readonly weightsBytes: number;
  readonly parameters: number;
  /** The bytes by which the caches of one row grow with every token, in their own element type; 0 where states have a fixed size, null without caches. */
  readonly cacheBytesPerToken: number | null;
  /** The precision of the weights: fp32, fp16, bf16, int8, int4. */
  readonly precision: string;
  readonly runtime: RuntimeFacts;
}

/** The median, the lowest and the highest of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: medianOf(values), low: Math.min(...values), high: Math.max(...values) };
}

/** One form of a model, and how to run it. */
export interface FormOptions
  extends ModelLookup,
    SessionOptions,
    Pick<EfficiencyMeasurement, 'change' | 'batch' | 'promptTokens' | 'generatedTokens' | 'warmUps'> {
  readonly model: string;
  /** The operators of its repair. */
  readonly solved: readonly SolvedRun[];
  /** The folder of the form where it is a written model; by default the units of its change are removed from the whole model. */
  readonly written?: string | undefined;
}

export interface RoundOptions extends FormOptions {
  /** Whether the whole model is opened and runs first: then the peak memory is that of both models. */
  readonly startsWithDense: boolean;
}

/** The facts that do not depend on the other rounds. */
type FormFacts = Omit<
  EfficiencyMeasurement,
  'rounds' | 'repetitions' | 'prefillTokensPerSecond' | 'decodeTokensPerSecond' | 'comparedWithDense'
>;

export interface MeasuredRound extends Turns {
  readonly facts: FormFacts;
}

/**
 * Opens one form of a model in this process, and runs it; a pruned form alternately with the whole model.
 *
 * @throws AppError as openModel and removeUnits do; RUNTIME_FAILED.
 */
export async function measureRound(options: RoundOptions): Promise<MeasuredRound> {
  const { change, written, batch, promptTokens, generatedTokens, warmUps, startsWithDense } = options;
  const { remove: removal } = change;
  const baseMemoryBytes = peakMemory();
  const opened = openModel(options.model, options);
  const changed = await openChanged(opened, options);
  // Both models have these tokens.
  const vocabularies = [opened, changed.opened].map((model) => findVocabularySize(model) ?? 2); // Two tokens are in every vocabulary.
  const prompts = writePrompts(options, Math.min(...vocabularies));
  const forms: OpenForm[] = [];
  const open = async (from: OpenedModel, removes: Removal): Promise<WarmForm> => {
    const form = await openForm(from, removes, options);
    forms.push(form);
    return { ...form, cacheBytesPerToken: await warmUp(form, prompts, options) };
  };
  const isWhole = written === undefined && removesNothing(removal);
  const openDense = async () => (isWhole ? null : await open(opened, NOTHING_REMOVED));
  // The caches are left out: they are large.
  const timeOnce = async (form: OpenForm): Promise<RunTimes> => {
    const { prefillSeconds, decodeSeconds } = await runOnce(form, prompts, options);
    return { prefillSeconds, decodeSeconds };
  };
  try {
    const early = startsWithDense ? await openDense() : null;
    const form = await open(changed.opened, changed.removal);
    const peakMemoryBytes = peakMemory();
    const dense = early ?? (await openDense());
    const turns = await takeTurns({ form: () => timeOnce(form), dense: dense && (() => timeOnce(dense)) }, options);
    const { graph } = form.pruned;
    const facts = {
      change,
      batch,
      promptTokens,
      generatedTokens,
      warmUps,
      peakMemoryBytes,
      baseMemoryBytes,
      weightsBytes: countWeightBytes(graph),
      parameters: countParameters(graph),
      cacheBytesPerToken: form.cacheBytesPerToken,
      precision: precisionOf(graph),
      runtime: form.steps.runtime,
    };
    return { ...turns, facts };
  } finally {
    for (const { steps } of forms) await steps.release();
  }
}

/** The model of which a form is made, and the units that are still to be removed from it. */
async function openChanged(
  opened: OpenedModel,
  { change, solved, written, threads, ...lookup }: RoundOptions,
): Promise<{ readonly opened: OpenedModel; readonly removal: Removal }> {
  if (written !== undefined) return { opened: openModel(written, lookup), removal: NOTHING_REMOVED };
  const { remove: removal, repair } = change;
  return { opened: repair === null ? opened : await applyRepairs(opened, solved, { removal, threads }), removal };
}

interface OpenForm {
  readonly pruned: Model;
  /** null for a model without caches. */
  readonly pairs: readonly CachePair[] | null;
  readonly steps: StepSession;
}

interface WarmForm extends OpenForm {
  readonly cacheBytesPerToken: number | null;
}

async function openForm(opened: OpenedModel, removal: Removal, options: FormOptions): Promise<OpenForm> {
  const pruned = removeUnits(opened.structure, removal).model;
  const pairs = findCachePairs(pruned.graph);
  // A model without caches hands nothing on.
  return { pruned, pairs, steps: await openSteps(opened, { model: pruned, pairs: pairs ?? [] }, options) };
}

/** Runs that do not count; at least one, which shows how much memory a run needs, and how much the caches of one row grow with a token. */
async function warmUp(form: OpenForm, prompts: Prompts, options: FormOptions): Promise<number | null> {
  let run = await runOnce(form, prompts, options);
  for (let done = 1; done < options.warmUps; done += 1) run = await runOnce(form, prompts, options);
  const { pruned, pairs } = form;
  return pairs === null ? null : growthOf(run.caches, { graph: pruned.graph, pairs }) / options.batch / options.generatedTokens;
}

interface Run extends RunTimes {
  /** The caches after the prompt, and after the answer. */
  readonly caches: { readonly first: StepMemory; readonly last: StepMemory };
}

type Prompts = readonly (readonly number[])[];

async function runOnce({ steps, pairs }: OpenForm, prompts: Prompts, { generatedTokens }: FormOptions): Promise<Run> {
  const started = performance.now();
  let step = await steps.read(prompts, null);
  const first = step.memory;
  const prefilled = performance.now();
  for (let written = 0; pairs !== null && written < generatedTokens; written += 1) {
    step = await steps.read(
      step.next.map((token) => [token]),
      step.memory,
    );
  }
  const ended = performance.now();
  return {
    prefillSeconds: (prefilled - started) / 1000,
    decodeSeconds: pairs === null ? 0 : (ended - prefilled) / 1000,
    caches: { first, last: step.memory },
  };
}

/** The same tokens in every run. Speed does not depend on them, except through the experts that they choose. */
function writePrompts({ batch, promptTokens }: FormOptions, vocabulary: number): Prompts {
  return Array.from({ length: batch }, (_, row) =>
    Array.from({ length: promptTokens }, (_unused, position) => (row * 131 + position * 7919 + 1) % vocabulary),
  );
}

/** The bytes by which the caches of all rows grow while the answer is written, in the types that the graph states. */
function growthOf({ first, last }: Run['caches'], { graph, pairs }: { graph: Graph; pairs: readonly CachePair[] }): number {
  const inputs = new Map(graph.inputs.map((input) => [input.name, input]));
  return pairs.reduce((sum, { past }) => {
    const elements = tensorOf(last.caches, past).size - tensorOf(first.caches, past).size;
    // A cache whose type the graph does not state is float32, as sessions feed it.
    const { elementType } = getEntry(inputs, past);
    return sum + (elements * ((elementType === null ? null : findElementBits(elementType)) ?? 32)) / 8;
  }, 0);
}

/** The stored bytes of a graph's weights. A range that several names share counts once. */
function countWeightBytes(graph: Graph): number {
  const bytes = new Map<string, number>();
  for (const tensor of graph.initializers) {
    const { data } = tensor;
    const key = data.kind === 'external' ? `${data.location}:${data.offset}` : `name:${tensor.name}`;
    bytes.set(key, findDataSizeBytes(tensor) ?? elementCount(tensor));
  }
  return [...bytes.values()].reduce((sum, size) => sum + size, 0);
}

/** The largest resident memory of this process so far, in bytes. */
function peakMemory(): number {
  return process.resourceUsage().maxRSS * 1024;
}

/** The time that one run took, in seconds; `decode` is 0 for a model without caches. */
export interface RunTimes {
  readonly prefillSeconds: number;
  readonly decodeSeconds: number;
}

/** The models that run; `dense` is null for the whole model itself. */
interface TurnTakers {
  readonly form: () => Promise<RunTimes>;
  readonly dense: (() => Promise<RunTimes>) | null;
}

export interface Turns {
  /** At least one. */
  readonly runs: readonly RunTimes[];
  /** `denseRuns[i]` ran beside `runs[i]`; none for the whole model itself. */
  readonly denseRuns: readonly RunTimes[];
}

/** Opening the models takes longer, so that short runs are averaged at little cost, and long ones run once. */
const LEAST_MS = 250;

/**
 * Runs a form and the whole model alternately for a quarter of a second, at least once. The order is swapped each time (form, dense, dense, form, …), so that
 * neither a slow moment of the machine nor the first place favours one of them.
 */
export async function takeTurns(
  { form, dense }: TurnTakers,
  { startsWithDense, now = () => performance.now() }: { readonly startsWithDense: boolean; readonly now?: () => number },
): Promise<Turns> {
  const runs: RunTimes[] = [];
  const denseRuns: RunTimes[] = [];
  const started = now();
  do {
    const isDenseFirst = startsWithDense === (runs.length % 2 === 0);
    if (dense && isDenseFirst) denseRuns.push(await dense());
    runs.push(await form());
    if (dense && !isDenseFirst) denseRuns.push(await dense());
  } while (now() - started < LEAST_MS);
  return { runs, denseRuns };
}
