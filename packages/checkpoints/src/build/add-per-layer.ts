import type { DecoderBlock, PerLayerEmbedding } from '../architectures/decoder.ts';
import { addActivation } from './add-activation.ts';
import { addLinear } from './add-linear.ts';
import { addLookup } from './add-lookup.ts';
import { addNorm } from './add-norm.ts';
import { addScale } from './add-scale.ts';
import type { GraphWriter } from './graph-writer.ts';

/** The inputs of all blocks, float[B, S, L, P]. @param state the scaled embedding, float[B, S, d] */
export function addPerLayerInputs(
  graph: GraphWriter,
  { tokens, state }: { readonly tokens: string; readonly state: string },
  { weight, rows, scale, projection, projectionScale, norm, size }: PerLayerEmbedding,
): string {
  const byBlock = (value: string): string => graph.add('Reshape', [value, graph.ints([0, 0, -1, size])]);
  const looked = addScale(graph, addLookup(graph, { name: weight, dims: [rows, projection.outputs] }, tokens), scale);
  const projected = addScale(graph, addLinear(graph, state, projection), projectionScale);
  return addScale(graph, graph.add('Add', [addNorm(graph, byBlock(projected), norm, size), byBlock(looked)]), Math.SQRT1_2);
}

/** The stream with what a block makes of its own input. @param inputs of all blocks */
export function addPerLayer(
  graph: GraphWriter,
  { state, inputs, index }: { readonly state: string; readonly inputs: string; readonly index: number },
  { gate, activation, projection, norm }: NonNullable<DecoderBlock['perLayer']>,
): string {
  const own = graph.add('Gather', [inputs, graph.ints([index], [])], { attributes: { axis: 2 } });
  const gated = graph.add('Mul', [addActivation(graph, addLinear(graph, state, gate), activation), own]);
  return graph.add('Add', [state, addNorm(graph, addLinear(graph, gated, projection), norm, projection.outputs)]);
}
