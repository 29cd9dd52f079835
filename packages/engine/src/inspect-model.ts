import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { writeModel } from '@lamina/onnx';
import { countWeights } from '@lamina/surgery';
import { joinChunks } from './join-chunks.ts';
import { findConfigNumber, precisionOf } from './model-facts.ts';
import { type ModelLookup, type OpenedModel, openModel, opsetOf } from './open-model.ts';

/** What a model is, read from its graph; sizes are exact, `architecture` is config.json's word. */
export interface ModelInspection {
  readonly architecture: string | null;
  readonly blocks: number;
  readonly hiddenSize: number;
  readonly vocabularySize: number | null;
  readonly parameters: number;
  readonly opset: number;
  readonly producer: string;
  readonly precision: string;
  readonly normPlacement: 'pre' | 'post' | 'sandwich' | 'parallel' | 'unknown';
  /** [blocks + 1] names of the residual stream's tensors, h_0 … h_L. */
  readonly boundaries: readonly string[];
  readonly layers: readonly {
    readonly index: number;
    readonly kind: string;
    readonly parameters: number;
    readonly cachePorts: readonly string[];
  }[];
  readonly warnings: readonly string[];
  readonly digests: { readonly graphSha256: string; readonly weightsSha256: string; readonly tokenizerSha256: string | null };
}

/** Opens a model and describes it. @throws AppError as openModel does. */
export async function inspectModel(reference: string, lookup: ModelLookup = {}): Promise<ModelInspection> {
  return await inspectOpened(openModel(reference, lookup));
}

export async function inspectOpened(opened: OpenedModel): Promise<ModelInspection> {
  const { structure, model, source } = opened;
  const { graph } = model;
  const weights = countWeights(structure.model.graph);
  const architecture = source.config.model_type;
  return {
    architecture: typeof architecture === 'string' ? architecture : null,
    blocks: structure.blocks.length,
    hiddenSize: findHiddenSize(opened),
    vocabularySize: findVocabularySize(opened),
    parameters: [...weights.values()].reduce((sum, count) => sum + count, 0),
    opset: opsetOf(model),
    producer: [model.producerName, model.producerVersion].filter((text) => text !== '').join(' '),
    precision: precisionOf(graph),
    normPlacement: structure.normPlacement,
    boundaries: structure.boundaries,
    layers: structure.blocks.map(({ index, kind, parameters, ports }) => ({
      index,
      kind,
      parameters,
      cachePorts: ports.map(({ name }) => name),
    })),
    warnings: listWarnings(opened),
    digests: await digestModel(opened),
  };
}

/** Width of the residual stream: config.json's word, else the length of a vector that scales or shifts it. */
function findHiddenSize({ structure, source }: OpenedModel): number {
  const { graph } = structure.model;
  const info = [...graph.valueInfo, ...graph.outputs].find(
    ({ name, dims }) => structure.boundaries.includes(name) && typeof dims?.at(-1) === 'number',
  );
  const extent = info?.dims?.at(-1);
  if (typeof extent === 'number') return extent;
  const vectors = new Map(
    graph.initializers.filter(({ dims }) => dims.length === 1 && (dims[0] ?? 0) > 1).map(({ name, dims }) => [name, dims[0] ?? 0]),
  );
  const counts = new Map<number, number>();
  for (const node of graph.nodes) {
    if (!/Normalization$|^Mul$/.test(node.opType)) continue;
    for (const input of node.inputs) {
      const length = vectors.get(input);
      if (length !== undefined) counts.set(length, (counts.get(length) ?? 0) + 1);
    }
  }
  const [common] = [...counts].sort(([, a], [, b]) => b - a);
  return common?.[0] ?? findConfigNumber(source, ['hidden_size', 'n_embd', 'd_model']) ?? 0;
}

/** Width of the logits, or what config.json says; null where neither is known. */
export function findVocabularySize({ model, structure, source }: OpenedModel): number | null {
  const extent = model.graph.outputs.find(({ name }) => name === structure.logits)?.dims?.at(-1);
  return typeof extent === 'number' ? extent : (findConfigNumber(source, ['vocab_size']) ?? null);
}

function listWarnings({ structure, source }: OpenedModel): string[] {
  const stated = findConfigNumber(source, ['num_hidden_layers', 'n_layer', 'n_layers', 'num_layers']);
  const warnings: string[] = [];
  if (stated !== undefined && stated !== structure.blocks.length)
    warnings.push(`config.json says ${stated} layers, the graph has ${structure.blocks.length} blocks`);
  if (structure.blocks.every(({ ports }) => ports.length === 0)) warnings.push('the graph has no key/value cache');
  return warnings;
}

async function digestModel({ mapped, source }: OpenedModel): Promise<ModelInspection['digests']> {
  const weights = createHash('sha256');
  for (const file of mapped.weightFiles)
    await pipeline(createReadStream(file, { highWaterMark: 1 << 22 }), async (chunks) => {
      for await (const chunk of chunks) weights.update(chunk);
    });
  return {
    graphSha256: createHash('sha256')
      .update(joinChunks(writeModel(mapped.model)))
      .digest('hex'),
    weightsSha256: weights.digest('hex'),
    tokenizerSha256: source.tokenizerPath === null ? null : createHash('sha256').update(readFileSync(source.tokenizerPath)).digest('hex'),
  };
}
