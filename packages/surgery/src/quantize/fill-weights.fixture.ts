import { expect } from '@jest/globals';
import { getAt } from '@lamina/errors';
import type { Model, Tensor } from '@lamina/onnx';
import type { PlannedModel } from './planned-weights.ts';

export function floatsOf({ data }: Tensor): Float32Array {
  if (data.kind !== 'bytes') throw new Error('a built model keeps its weights in memory');
  return new Float32Array(Uint8Array.from(data.bytes).buffer);
}

/** The planned weights filled in, all in memory. */
export function fill({ model, weights }: PlannedModel): Model {
  const bytes = new Map<string, Uint8Array>();
  for (const { source, tensors, round } of weights) {
    const made = round(floatsOf(source));
    expect(made).toHaveLength(tensors.length);
    for (const [place, { name }] of tensors.entries()) bytes.set(name, getAt(made, place));
  }
  const initializers = model.graph.initializers.map((tensor) => {
    const filled = bytes.get(tensor.name);
    if (filled && tensor.data.kind === 'external') expect(tensor.data.sizeBytes).toBe(filled.byteLength);
    return filled ? { ...tensor, data: { kind: 'bytes', bytes: filled } as const } : tensor;
  });
  return { ...model, graph: { ...model.graph, initializers } };
}
