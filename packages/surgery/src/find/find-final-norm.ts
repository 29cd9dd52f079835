import type { Cuts } from './find-cuts.ts';
import { isLinear, isNorm } from './read-pattern.ts';

const STORING = new Set(['QuantizeLinear', 'DequantizeLinear', 'Cast', 'Identity']);

/**
 * The output of the norm between the last block and the first projection after it.
 *
 *     h_L ─► norm ─► y ─► MatMul ─► logits        y
 *
 * @returns null where no norm stands there.
 */
export function findFinalNorm(cuts: Cuts, lastBoundary: number): string | null {
  const passed: string[] = [];
  let end = lastBoundary;
  for (let segment = lastBoundary; segment < cuts.names.length - 1; segment += 1) {
    const operators = [...cuts.segmentOf].filter(([, owner]) => owner === segment).map(([{ opType }]) => opType);
    const computing = operators.filter((operator) => !STORING.has(operator));
    // A stream that is stored quantised passes such a pair before the norm. The pair after the norm belongs to the projection.
    if (computing.some(isLinear) || (passed.length > 0 && operators.some(isLinear))) break;
    // Exporters put casts between the parts of a norm.
    if (computing.length === 0) continue;
    passed.push(...computing);
    end = segment + 1;
  }
  return isNorm(passed) ? (cuts.names[end] ?? null) : null;
}
