import { getAt } from '@lamina/errors';
import type { OpenedModel } from '../open/open-model.ts';
import { findConfigNumber } from './model-facts.ts';

/** The width of the residual stream: that of a checkpoint's description; in an ONNX file, the length of a vector that scales or shifts the stream. */
export function findHiddenSize({ structure, source, checkpoint }: OpenedModel): number {
  if (checkpoint !== null) return checkpoint.decoder.hiddenSize;
  const { graph } = structure.model;
  const info = [...graph.valueInfo, ...graph.outputs].find(
    ({ name, dims }) => structure.boundaries.includes(name) && typeof dims?.at(-1) === 'number',
  );
  const extent = info?.dims?.at(-1);
  if (typeof extent === 'number') return extent;
  const vectors = new Map(
    graph.initializers.filter(({ dims }) => dims.length === 1 && getAt(dims, 0) > 1).map(({ name, dims }) => [name, getAt(dims, 0)]),
  );
  const counts = new Map<number, number>();
  for (const node of graph.nodes) {
    if (!/Normalization$|^Mul$/.test(node.opType)) continue;
    for (const input of node.inputs) {
      const length = vectors.get(input);
      // A length that was not seen yet has no count.
      if (length !== undefined) counts.set(length, (counts.get(length) ?? 0) + 1);
    }
  }
  const [common] = [...counts].sort(([, a], [, b]) => b - a);
  // 0 where neither the graph nor config.json says it.
  return common?.[0] ?? findConfigNumber(source, ['hidden_size', 'n_embd', 'd_model']) ?? 0;
}

/** The width of the logits, or else what config.json says; null where both are unknown. */
export function findVocabularySize({ structure, source }: Pick<OpenedModel, 'structure' | 'source'>): number | null {
  const extent = structure.model.graph.outputs.find(({ name }) => name === structure.logits)?.dims?.at(-1);
  return typeof extent === 'number' ? extent : (findConfigNumber(source, ['vocab_size']) ?? null);
}
