import type { Decay } from '../architectures/decoder.ts';
import type { GraphWriter } from './graph-writer.ts';

/** −exp(A): float[…dims] */
export function addDecayRate(graph: GraphWriter, { weight, isRate }: Decay, dims: readonly number[]): string {
  const stored = graph.weight({ name: weight, dims, isReshaped: true });
  return isRate ? stored : graph.add('Neg', [graph.add('Exp', [stored])]);
}
