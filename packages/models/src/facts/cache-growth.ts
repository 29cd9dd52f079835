import { getEntry } from '@lamina/errors';
import { findElementBits, type Graph } from '@lamina/onnx';
import { findCachePairs } from '@lamina/surgery';

/**
 * The bytes by which the caches of one text grow with each token; 0 without caches, null where the graph does not state the shape of a cache. Caches that
 * grow have two unknown dimensions (batch and length); states of a fixed size have one.
 */
export function measureCacheGrowth(graph: Graph): number | null {
  const inputs = new Map(graph.inputs.map((input) => [input.name, input]));
  let bytes = 0;
  // A graph without pairs of caches keeps nothing between steps.
  for (const { past } of findCachePairs(graph) ?? []) {
    const { dims, elementType } = getEntry(inputs, past);
    if (dims === null) return null;
    const fixed = dims.filter((size) => typeof size === 'number');
    if (dims.length - fixed.length === 1) continue;
    if (dims.length - fixed.length !== 2) return null;
    // A cache whose type the graph does not state is float32, as sessions feed it.
    const bits = (elementType === null ? null : findElementBits(elementType)) ?? 32;
    bytes += (fixed.reduce((product, size) => product * size, 1) * bits) / 8;
  }
  return bytes;
}
