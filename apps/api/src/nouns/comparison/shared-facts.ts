import type { RunCandidate } from './comparison-statements.ts';

/**
 * Facts that belong to one model and differ between any two: its files, the ids that its tokenizer makes of the text, the number format of
 * its weights. The list of metrics is left out too: each value names its own definition.
 */
const FACTS_OF_ONE_MODEL: ReadonlySet<string> = new Set(['revisionDigest', 'idsSha256', 'precision', 'metrics']);

/** A fact in which two runs differ, with what each of them says. */
export interface Difference {
  readonly field: string;
  readonly values: readonly [unknown, unknown];
}

/** What must agree between runs of different models, as text: lane and facts, by name. */
export function describeSharedFacts(run: RunCandidate): string {
  return JSON.stringify(Object.entries(sharedFactsOf(run)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Every fact in which two runs differ that should agree, the lane last: it only sums the others up. */
export function listDifferences(first: RunCandidate, second: RunCandidate): readonly Difference[] {
  const [a, b] = [sharedFactsOf(first), sharedFactsOf(second)];
  const { lane: _lane, ...facts } = { ...a, ...b };
  return [...Object.keys(facts), 'lane']
    .filter((field) => JSON.stringify(a[field]) !== JSON.stringify(b[field]))
    .map((field) => ({ field, values: [a[field] ?? null, b[field] ?? null] }));
}

function sharedFactsOf({ comparability, lane }: RunCandidate): Readonly<Record<string, unknown>> {
  const facts = Object.entries(comparability).filter(([field]) => !FACTS_OF_ONE_MODEL.has(field));
  return { ...Object.fromEntries(facts), lane };
}
