import { getEntry } from '@lamina/errors';
import type { RepairKind } from '@lamina/metrics';
import { elementCount, findDataSizeBytes, findElementBits, type Graph, type Model } from '@lamina/onnx';
import { listRemovedUnits, NOTHING_REMOVED, type Removal, removesNothing } from '@lamina/plans';
import { type CachePair, findCachePairs, removeUnits } from '@lamina/surgery';
import { openSteps, type StepMemory, type StepSession } from '../generate/step-session.ts';
import { countParameters } from '../model/facts/count-parameters.ts';
import { findVocabularySize } from '../model/facts/find-sizes.ts';
import { precisionOf } from '../model/facts/model-facts.ts';
import { type ModelLookup, type OpenedModel, openModel } from '../model/open/open-model.ts';
import { applyRepairs, type SolvedRun } from '../repair/apply-repairs.ts';
import { tensorOf } from '../session/run-batches.ts';
import type { SessionOptions } from '../session/session.ts';
import { type EfficiencyMeasurement, spreadOf } from './efficiency-measurement.ts';
import { type Repeated, type RepetitionLimits, type RunTimes, repeatByTurns } from './repeat-by-turns.ts';

/** One form of a model, and how to run it. */
export interface VariantOptions extends ModelLookup, SessionOptions, RepetitionLimits {
  readonly model: string;
  readonly removal: Removal;
  /** What replaces the removed blocks; null: nothing. */
  readonly repair: RepairKind | null;
  /** Its operators. */
  readonly solved: readonly SolvedRun[];
  readonly batch: number;
  readonly promptTokens: number;
  readonly generatedTokens: number;
  readonly warmUps: number;
}

/**
 * Measures one form of a model in this process, a pruned form by turns with the whole model.
 *
 * @throws AppError as openModel and removeUnits do; RUNTIME_FAILED.
 */
export async function measureVariant(options: VariantOptions, onRepetition: () => void): Promise<EfficiencyMeasurement> {
  const { removal, repair, solved, batch, promptTokens, generatedTokens, warmUps } = options;
  const baseMemoryBytes = peakMemory();
  const opened = openModel(options.model, options);
  const prompts = writePrompts(options, findVocabularySize(opened) ?? 2);
  const repaired = repair === null ? opened : await applyRepairs(opened, solved, options);
  const form = await openForm(repaired, removal, options);
  try {
    const warm = await warmUp(form, prompts, options);
    // This is measured before the whole model is loaded too.
    const peakMemoryBytes = peakMemory();
    const { runs, comparedWithDense } = await runByTurns({ opened, form, prompts, options, onRepetition });
    const { pruned, pairs } = form;
    return {
      ...listRemovedUnits(removal),
      repair,
      batch,
      promptTokens,
      generatedTokens,
      warmUps,
      repetitions: runs.length,
      prefillTokensPerSecond: spreadOf(runs.map(({ prefillSeconds }) => (batch * promptTokens) / prefillSeconds)),
      decodeTokensPerSecond: pairs === null ? null : spreadOf(runs.map(({ decodeSeconds }) => (batch * generatedTokens) / decodeSeconds)),
      comparedWithDense,
      peakMemoryBytes,
      baseMemoryBytes,
      weightsBytes: countWeightBytes(pruned.graph),
      parameters: countParameters(pruned.graph),
      cacheBytesPerToken: pairs === null ? null : growthOf(warm.caches, { graph: pruned.graph, pairs }) / batch / generatedTokens,
      precision: precisionOf(pruned.graph),
      runtime: form.steps.runtime,
    };
  } finally {
    await form.steps.release();
  }
}

interface Form {
  readonly pruned: Model;
  /** null for a model without caches. */
  readonly pairs: readonly CachePair[] | null;
  readonly steps: StepSession;
}

async function openForm(opened: OpenedModel, removal: Removal, options: VariantOptions): Promise<Form> {
  const pruned = removeUnits(opened.structure, removal).model;
  const pairs = findCachePairs(pruned.graph);
  // A model without caches hands nothing on.
  return { pruned, pairs, steps: await openSteps(opened, { model: pruned, pairs: pairs ?? [] }, options) };
}

interface Turns {
  readonly opened: OpenedModel;
  readonly form: Form;
  readonly prompts: Prompts;
  readonly options: VariantOptions;
  readonly onRepetition: () => void;
}

async function runByTurns({ opened, form, prompts, options, onRepetition }: Turns): Promise<Repeated> {
  const limits = { ...options, onRepetition };
  // The caches are left out: they are large.
  const timeOnce = async (one: Form): Promise<RunTimes> => {
    const { prefillSeconds, decodeSeconds } = await runOnce(one, prompts, options);
    return { prefillSeconds, decodeSeconds };
  };
  if (removesNothing(options.removal)) return await repeatByTurns({ form: () => timeOnce(form), dense: null }, limits);
  const dense = await openForm(opened, NOTHING_REMOVED, options);
  try {
    await warmUp(dense, prompts, options);
    return await repeatByTurns({ form: () => timeOnce(form), dense: () => timeOnce(dense) }, limits);
  } finally {
    await dense.steps.release();
  }
}

/** Runs that do not count; at least one, which shows how much memory a run needs. */
async function warmUp(form: Form, prompts: Prompts, options: VariantOptions): Promise<Run> {
  let run = await runOnce(form, prompts, options);
  for (let done = 1; done < options.warmUps; done += 1) run = await runOnce(form, prompts, options);
  return run;
}

interface Run extends RunTimes {
  /** The caches after the prompt, and after the answer. */
  readonly caches: { readonly first: StepMemory; readonly last: StepMemory };
}

type Prompts = readonly (readonly number[])[];

async function runOnce({ steps, pairs }: Form, prompts: Prompts, { generatedTokens }: VariantOptions): Promise<Run> {
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
function writePrompts({ batch, promptTokens }: VariantOptions, vocabulary: number): Prompts {
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
