import type { Graph } from '@lamina/onnx';
import type { Cuts } from './find-cuts.ts';
import { isLinear, isNorm } from './read-pattern.ts';

/** The output of the norm between the last block and the first projection after it; null where nothing normalises there. */
export function findFinalNorm(graph: Graph, cuts: Cuts, lastBoundary: number): string | null {
  const passed: string[] = [];
  let end = lastBoundary;
  for (let segment = lastBoundary; segment < cuts.names.length - 1; segment += 1) {
    const operators = [...cuts.segmentOf].filter(([, owner]) => owner === segment).map(([position]) => graph.nodes[position]?.opType ?? '');
    if (operators.some(isLinear)) break;
    passed.push(...operators);
    end = segment + 1;
  }
  return isNorm(passed) ? (cuts.names[end] ?? null) : null;
}
