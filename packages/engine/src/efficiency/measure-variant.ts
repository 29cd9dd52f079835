import { elementCount, findDataSizeBytes, findElementBits, type Graph } from '@lamina/onnx';
import { type CachePair, countWeights, findCachePairs, removeBlocks } from '@lamina/surgery';
import { openSteps, type StepMemory, type StepSession } from '../generate/step-session.ts';
import { findVocabularySize } from '../model/find-sizes.ts';
import { precisionOf } from '../model/model-facts.ts';
import { type ModelLookup, openModel } from '../model/open-model.ts';
import type { SessionOptions } from '../session/session.ts';
import { type EfficiencyMeasurement, spreadOf } from './efficiency-measurement.ts';

/** One form of a model, and how it is to be run. */
export interface VariantOptions extends ModelLookup, SessionOptions {
  readonly model: string;
  readonly removed: readonly number[];
  readonly batch: number;
  readonly promptTokens: number;
  readonly generatedTokens: number;
  readonly warmUps: number;
  readonly repetitions: number;
}

/** Measures one form of a model in this process. @throws AppError as openModel and removeBlocks do; RUNTIME_FAILED. */
export async function measureVariant(options: VariantOptions, onRepetition: () => void): Promise<EfficiencyMeasurement> {
  const { removed, batch, promptTokens, generatedTokens, warmUps, repetitions } = options;
  const baseMemoryBytes = peakMemory();
  const opened = openModel(options.model, options);
  const pruned = removeBlocks(opened.structure, removed).model;
  const pairs = findCachePairs(pruned.graph);
  const steps = await openSteps(opened, { model: pruned, pairs: pairs ?? [] }, options);
  try {
    const prompts = writePrompts(options, findVocabularySize(opened) ?? 2);
    const runs: Run[] = [];
    for (let repetition = -warmUps; repetition < repetitions; repetition += 1) {
      const run = await runOnce(steps, prompts, pairs === null ? 0 : generatedTokens);
      if (repetition >= 0) runs.push(run);
      onRepetition();
    }
    const [{ caches } = { caches: null }] = runs;
    return {
      removed,
      batch,
      promptTokens,
      generatedTokens,
      warmUps,
      repetitions,
      prefillTokensPerSecond: spreadOf(runs.map(({ prefillSeconds }) => (batch * promptTokens) / prefillSeconds)),
      decodeTokensPerSecond: pairs === null ? null : spreadOf(runs.map(({ decodeSeconds }) => (batch * generatedTokens) / decodeSeconds)),
      peakMemoryBytes: peakMemory(),
      baseMemoryBytes,
      weightsBytes: countWeightBytes(pruned.graph),
      parameters: [...countWeights(pruned.graph).values()].reduce((sum, count) => sum + count, 0),
      cacheBytesPerToken:
        pairs === null || caches === null ? null : growthOf(caches, { graph: pruned.graph, pairs }) / batch / generatedTokens,
      precision: precisionOf(pruned.graph),
      runtime: steps.runtime,
    };
  } finally {
    await steps.release();
  }
}

interface Run {
  readonly prefillSeconds: number;
  readonly decodeSeconds: number;
  /** After the prompt, and after the answer. */
  readonly caches: { readonly first: StepMemory; readonly last: StepMemory };
}

async function runOnce(steps: StepSession, prompts: readonly (readonly number[])[], tokens: number): Promise<Run> {
  const started = performance.now();
  let step = await steps.read(prompts, null);
  const first = step.memory;
  const prefilled = performance.now();
  for (let written = 0; written < tokens; written += 1) {
    step = await steps.read(
      step.next.map((token) => [token]),
      step.memory,
    );
  }
  const ended = performance.now();
  return {
    prefillSeconds: (prefilled - started) / 1000,
    decodeSeconds: (ended - prefilled) / 1000,
    caches: { first, last: step.memory },
  };
}

/** The same tokens at every run; speed does not depend on which they are, but for experts that they choose. */
function writePrompts({ batch, promptTokens }: VariantOptions, vocabulary: number): readonly (readonly number[])[] {
  return Array.from({ length: batch }, (_, row) =>
    Array.from({ length: promptTokens }, (_unused, position) => (row * 131 + position * 7919 + 1) % vocabulary),
  );
}

/** Bytes that the caches of all rows gain while the answer is written, in the types that the graph states. */
function growthOf({ first, last }: Run['caches'], { graph, pairs }: { graph: Graph; pairs: readonly CachePair[] }): number {
  const typeOf = new Map(graph.inputs.map(({ name, elementType }) => [name, elementType ?? 0]));
  return pairs.reduce((sum, { past }) => {
    const elements = (last.caches[past]?.size ?? 0) - (first.caches[past]?.size ?? 0);
    return sum + (elements * (findElementBits(typeOf.get(past) ?? 0) ?? 32)) / 8;
  }, 0);
}

/** Stored bytes of a graph's weights; a range that several names share counts once. */
function countWeightBytes(graph: Graph): number {
  const bytes = new Map<string, number>();
  for (const tensor of graph.initializers) {
    const { data } = tensor;
    const key = data.kind === 'external' ? `${data.location}:${data.offset}` : `name:${tensor.name}`;
    bytes.set(key, findDataSizeBytes(tensor) ?? elementCount(tensor));
  }
  return [...bytes.values()].reduce((sum, size) => sum + size, 0);
}

/** Largest resident memory of this process so far, in bytes. */
function peakMemory(): number {
  return process.resourceUsage().maxRSS * 1024;
}
