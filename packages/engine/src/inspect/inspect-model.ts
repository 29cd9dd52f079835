import { type BlockKinds, describeKinds } from '@lamina/checkpoints';
import { AppError } from '@lamina/errors';
import type { ModelFormat } from '@lamina/hub';
import {
  countIdle,
  type DigestOptions,
  describeMemoryNeed,
  digestModel,
  findConfigNumber,
  findHiddenSize,
  findVocabularySize,
  type ModelDigests,
  type ModelLookup,
  type OpenedModel,
  openModel,
  opsetOf,
  type Progress,
  precisionOf,
} from '@lamina/models';
import { dataTypeName } from '@lamina/onnx';
import { countWeights, listSublayers, type RemovableSublayer } from '@lamina/surgery';
import { findMemoryNeed } from '../session/batches.ts';
import { isRuntimeFailure } from '../session/session.ts';
import { describeFailure, loadSelfCheck, type SelfCheck, type SelfCheckOptions } from './self-check.ts';

/** The description of a model, as its graph shows it. Sizes are exact; `architecture` is what config.json says. */
export interface ModelInspection {
  readonly architecture: string | null;
  readonly format: ModelFormat;
  /** The number of stored tensors of each element type. */
  readonly storedTypes: Readonly<Record<string, number>>;
  readonly blocks: number;
  readonly hiddenSize: number;
  readonly vocabularySize: number | null;
  readonly parameters: number;
  readonly opset: number;
  readonly producer: string;
  readonly precision: string;
  readonly normPlacement: 'pre' | 'post' | 'sandwich' | 'parallel' | 'unknown';
  /** How the blocks that have sublayers add them to the stream; null where no block has any. */
  readonly sublayers: 'sequential' | 'parallel' | null;
  /** [blocks + 1] the names of the tensors of the residual stream, h_0 … h_L. */
  readonly boundaries: readonly string[];
  readonly layers: readonly {
    readonly index: number;
    readonly kind: string;
    readonly parameters: number;
    readonly cachePorts: readonly string[];
    /** The sublayers that can be removed by themselves. */
    readonly sublayers: readonly RemovableSublayer['kind'][];
  }[];
  /** [blocks] mixer and MLP of each block; null for ONNX files, whose graph does not name them. */
  readonly blockKinds: readonly BlockKinds[] | null;
  readonly warnings: readonly string[];
  /** Null where it was not asked for. */
  readonly selfCheck: SelfCheck | null;
  readonly digests: ModelDigests;
}

export interface InspectOptions extends ModelLookup, SelfCheckOptions {
  /** The folder in which digests of weights and results of self-checks are kept: each file is then read and run once on a machine. */
  readonly digests?: DigestOptions;
  /** If true, the logits before and after rewriting the graph are compared (selfCheck); default true. */
  readonly selfCheck?: boolean;
}

/** Opens a model, describes it, and runs its self-check. @throws AppError as openModel does; RUNTIME_FAILED. */
export async function inspectModel(reference: string, options: InspectOptions = {}): Promise<ModelInspection> {
  return await inspectOpened(openModel(reference, options), options);
}

async function inspectOpened(opened: OpenedModel, options: Omit<InspectOptions, 'roots'> = {}): Promise<ModelInspection> {
  const { structure, model, source } = opened;
  const { graph } = model;
  const weights = countWeights(structure.model.graph);
  const sublayers = listSublayers(structure.sublayers);
  const architecture = opened.checkpoint?.architecture ?? source.config.model_type;
  const blockKinds = opened.checkpoint?.decoder.blocks.map(describeKinds) ?? null;
  const digests = await digestModel(opened, options.digests);
  const { check, warnings } = options.selfCheck === false ? UNCHECKED : await tryCheck(opened, digests, options);
  return {
    architecture: typeof architecture === 'string' ? architecture : null,
    format: source.format,
    storedTypes: countStoredTypes(opened),
    blocks: structure.blocks.length,
    hiddenSize: findHiddenSize(opened),
    vocabularySize: findVocabularySize(opened),
    parameters: [...weights.values(), ...countIdle(opened.checkpoint)].reduce((sum, count) => sum + count, 0),
    opset: opsetOf(model),
    producer: [model.producerName, model.producerVersion].filter((text) => text !== '').join(' '),
    precision: precisionOf(graph),
    normPlacement: structure.normPlacement,
    sublayers: structure.sublayers.arrangement,
    boundaries: structure.boundaries,
    layers: structure.blocks.map(({ index, kind, parameters, ports }) => ({
      index,
      kind: blockKinds?.[index]?.mixer === null ? 'feed-forward' : kind,
      parameters,
      cachePorts: ports.map(({ name }) => name),
      sublayers: sublayers.filter(({ block }) => block === index).map(({ kind }) => kind),
    })),
    blockKinds,
    warnings: [...listWarnings(opened), ...warnings],
    selfCheck: check,
    digests,
  };
}

/** The types as safetensors and GGUF name them; types of an ONNX file by their ONNX names. */
function countStoredTypes({ checkpoint, mapped }: OpenedModel): Readonly<Record<string, number>> {
  const types = checkpoint
    ? [...checkpoint.stored.values()].map(({ type }) => type)
    : mapped.model.graph.initializers.map(({ dataType }) => dataTypeName(dataType));
  return Object.fromEntries([...Map.groupBy(types, (type) => type)].map(([type, { length }]) => [type, length]));
}

const UNCHECKED = { check: null, warnings: [] };

/** A model that does not run on a few tokens can still be described. A model that does not run on its window cannot be scored. */
async function tryCheck(
  opened: OpenedModel,
  digests: ModelDigests,
  options: InspectOptions,
): Promise<{ readonly check: SelfCheck | null; readonly warnings: readonly string[] }> {
  const need = await findMemoryNeed(opened, options);
  if (!need.fits) return { check: null, warnings: [`the self-check was skipped: ${describeMemoryNeed(need)}`] };
  try {
    const check = await loadSelfCheck(opened, digests, options);
    return { check, warnings: check.passed ? [] : [describeFailure(check)] };
  } catch (error) {
    if (!(error instanceof AppError) || !isRuntimeFailure(error) || options.windowTokens !== undefined) throw error;
    return { check: null, warnings: [`the self-check could not run on a few tokens: ${error.message}`] };
  }
}

function listWarnings({ structure, source, checkpoint }: OpenedModel): string[] {
  const stated = findConfigNumber(source, ['num_hidden_layers', 'n_layer', 'n_layers', 'num_layers']);
  const warnings: string[] = [];
  if (stated !== undefined && stated !== structure.blocks.length)
    warnings.push(`config.json says ${stated} layers, the graph has ${structure.blocks.length} blocks`);
  if (structure.blocks.every(({ ports }) => ports.length === 0)) warnings.push('the graph has no key/value cache');
  const { ignored } = checkpoint ?? { ignored: [] };
  if (ignored.length > 0) warnings.push(`${ignored.length} stored tensors are not parameters and were ignored: ${ignored.join(', ')}`);
  return warnings;
}

/** Describes a model, and refuses one that fails its self-check: its numbers would be wrong and look exact. @throws AppError MODEL_UNSUPPORTED */
export async function inspectTrusted(opened: OpenedModel, options: InspectOptions): Promise<ModelInspection> {
  // The check compares graphs, so it needs the precision of float32.
  const inspection = await inspectOpened(opened, { ...options, products: 'fp32' });
  if (inspection.selfCheck?.passed !== false) return inspection;
  throw new AppError('MODEL_UNSUPPORTED', describeFailure(inspection.selfCheck));
}

/**
 * Passes on what a run yields, and inspects the model after its first step: the check takes longer than a window, and work starts at once.
 * @throws AppError as `inspect` and the run do
 */
export async function* checkRun<T>(
  run: AsyncGenerator<Progress, T>,
  inspect: () => Promise<ModelInspection>,
): AsyncGenerator<Progress, { readonly result: T; readonly inspection: ModelInspection }> {
  let inspection: ModelInspection | null = null;
  let step = await run.next();
  try {
    for (; !step.done; step = await run.next()) {
      yield step.value;
      inspection ??= await inspect();
    }
    return { result: step.value, inspection: inspection ?? (await inspect()) };
  } finally {
    if (!step.done) await run.return(undefined as never);
  }
}
