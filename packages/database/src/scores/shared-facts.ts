import type { ComparableRun } from './comparable-runs.ts';

/**
 * Facts of a single model that always differ between models: its files, the token ids of the text, and the number format of its weights. The list of
 * metrics is also left out, because each value names its own definition.
 */
const FACTS_OF_ONE_MODEL: ReadonlySet<string> = new Set(['revisionDigest', 'idsSha256', 'precision', 'metrics']);

/** A fact in which two runs differ, with both values. */
export interface Difference {
  readonly field: string;
  readonly values: readonly [unknown, unknown];
}

/** The facts that must be equal between runs of different models, as text: the lane and the named facts. */
export function describeSharedFacts(run: ComparableRun): string {
  return JSON.stringify(Object.entries(sharedFactsOf(run)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** All facts in which two runs differ but should agree. The lane comes last, because it only summarizes the others. */
export function listDifferences(first: ComparableRun, second: ComparableRun): readonly Difference[] {
  const [a, b] = [sharedFactsOf(first), sharedFactsOf(second)];
  const { lane: _lane, ...facts } = { ...a, ...b };
  return [...Object.keys(facts), 'lane']
    .filter((field) => JSON.stringify(a[field]) !== JSON.stringify(b[field]))
    .map((field) => ({ field, values: [a[field] ?? null, b[field] ?? null] }));
}

function sharedFactsOf({ comparability, lane }: ComparableRun): Readonly<Record<string, unknown>> {
  const facts = Object.entries(comparability).filter(([field]) => !FACTS_OF_ONE_MODEL.has(field));
  return { ...Object.fromEntries(facts), lane };
}
