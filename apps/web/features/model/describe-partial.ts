import { getUnitSetNoun } from '../pruning/unit-sets.ts';
import type { PruningOverview, PruningSummary } from './summarize-prunings.ts';

/**
 * Says how many evaluated removals a retention leaves out, because they were not measured on all of its benchmarks, and on which; null if it has all.
 * @param name of a benchmark, or `average`
 */
export function describePartial({ prunings, benchmarks, leftOut, units }: PruningOverview, name: string): string | null {
  const averaged = name === 'average' ? benchmarks.filter((benchmark) => !leftOut.includes(benchmark)) : [name];
  const isMissing = (pruning: PruningSummary, benchmark: string): boolean => pruning.retention[benchmark] === undefined;
  const evaluated = prunings.filter(({ retention, perplexity }) => perplexity !== null || Object.keys(retention).length > 0);
  const partial = evaluated.filter((pruning) => averaged.some((benchmark) => isMissing(pruning, benchmark)));
  if (partial.length === 0) return null;
  const missing = averaged.filter((benchmark) => partial.some((pruning) => isMissing(pruning, benchmark)));
  const where = name === 'average' ? ' Choose a benchmark above to see them.' : '';
  return `${partial.length} of ${evaluated.length} removals of ${getUnitSetNoun(units)} are not shown, because they were not measured on ${missing.join(', ')}.${where}`;
}
