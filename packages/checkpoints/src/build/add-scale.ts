import type { GraphWriter } from './graph-writer.ts';

/** value · factor; a factor of 1 adds nothing to the graph. */
export function addScale(graph: GraphWriter, value: string, factor: number): string {
  return factor === 1 ? value : graph.add('Mul', [value, graph.float(factor)]);
}
