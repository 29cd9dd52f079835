import { AppError } from '@lamina/errors';
import type { ComparableRun } from './comparable-runs.ts';

/**
 * Facts of a single model that always differ between models: its files, the token ids of the text, and the number format of its weights. The list of
 * metrics is also left out, because each value names its own definition.
 */
const FACTS_OF_ONE_MODEL: ReadonlySet<string> = new Set(['revisionDigest', 'idsSha256', 'precision', 'metrics']);

/** A fact in which two runs differ, with both values. */
interface Difference {
  readonly field: string;
  readonly values: readonly [unknown, unknown];
}

/** The facts that must be equal between runs of different models, as text: the protocol and the named facts. */
function describeSharedFacts(run: ComparableRun): string {
  return JSON.stringify(Object.entries(sharedFactsOf(run)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** All facts in which two runs differ but should agree. The protocol comes last, because it only summarizes the others. */
function listDifferences(first: ComparableRun, second: ComparableRun): readonly Difference[] {
  const [a, b] = [sharedFactsOf(first), sharedFactsOf(second)];
  const { lane: _lane, ...facts } = { ...a, ...b };
  return [...Object.keys(facts), 'lane']
    .filter((field) => JSON.stringify(a[field]) !== JSON.stringify(b[field]))
    .map((field) => ({ field, values: [a[field] ?? null, b[field] ?? null] }));
}

function sharedFactsOf({ comparability, protocol }: ComparableRun): Readonly<Record<string, unknown>> {
  const facts = Object.entries(comparability).filter(([field]) => !FACTS_OF_ONE_MODEL.has(field));
  // Errors name it as the API does.
  return { ...Object.fromEntries(facts), lane: protocol };
}

/** The runs to choose from. */
export interface RunChoice {
  readonly slugs: readonly string[];
  /** Short names of the requested models that exist. */
  readonly existing: ReadonlySet<string>;
  readonly candidates: readonly ComparableRun[];
  /** null = any. */
  readonly protocol: string | null;
  /** Used in messages. */
  readonly metric: string;
}

/**
 * Chooses one run per model, in the order of the models. All runs are by one protocol and have equal comparability facts. If several such sets exist, the
 * one with the most canonical runs wins, and measured runs come before imported runs.
 * @throws AppError NOT_FOUND for an unknown model or one without the metric; NOT_COMPARABLE naming the field that differs.
 */
export function chooseComparableRuns({ slugs, existing, candidates, protocol, metric }: RunChoice): readonly ComparableRun[] {
  const newestOf = slugs.map((slug) => newestRun(slug, { existing, candidates, metric }));
  const allowed = protocol === null ? candidates : candidates.filter((candidate) => candidate.protocol === protocol);
  const groups = [...Map.groupBy(allowed, describeSharedFacts).values()];
  const complete = groups.map((group) => pickPerModel(slugs, group)).filter((runs) => runs !== null);
  const [best] = complete.toSorted(
    (a, b) => countImported(a) - countImported(b) || countCanonical(b) - countCanonical(a) || newestTime(b) - newestTime(a),
  );
  return best ?? refuse(newestOf, protocol);
}

function newestRun(slug: string, { existing, candidates, metric }: Pick<RunChoice, 'existing' | 'candidates' | 'metric'>): ComparableRun {
  if (!existing.has(slug))
    throw new AppError('NOT_FOUND', `There is no model "${slug.slice(0, 100)}". Query \`models\` for the existing ones.`);
  const [newest] = candidates.filter((candidate) => candidate.slug === slug).toSorted((a, b) => +b.createdAt - +a.createdAt);
  if (newest === undefined) throw new AppError('NOT_FOUND', `"${slug}" has no scores of ${metric}. Submit a study of it first.`);
  return newest;
}

function pickPerModel(slugs: readonly string[], group: readonly ComparableRun[]): readonly ComparableRun[] | null {
  const canonicalFirst = group.toSorted((a, b) => a.place - b.place);
  const runs = slugs.map((slug) => canonicalFirst.find((candidate) => candidate.slug === slug));
  return runs.every((run) => run !== undefined) ? runs : null;
}

function countImported(runs: readonly ComparableRun[]): number {
  return runs.filter(({ isImported }) => isImported).length;
}

function countCanonical(runs: readonly ComparableRun[]): number {
  return runs.filter(({ place }) => place === 1).length;
}

function newestTime(runs: readonly ComparableRun[]): number {
  return Math.max(...runs.map(({ createdAt }) => createdAt.getTime()));
}

function refuse(runs: readonly ComparableRun[], protocol: string | null): never {
  const [first, ...others] = runs;
  const outside = protocol === null ? undefined : runs.find((run) => run.protocol !== protocol);
  if (outside !== undefined) {
    throw new AppError(
      'NOT_COMPARABLE',
      `lane differs: "${outside.slug}" was measured by the protocol "${outside.protocol}", not by "${protocol}".`,
      {
        details: { field: 'lane', models: [outside.slug], values: [outside.protocol, protocol] },
      },
    );
  }
  for (const other of others) {
    const difference = first && listDifferences(first, other)[0];
    if (difference === undefined) continue;
    const { field, values } = difference;
    const [a, b] = values.map(describeValue);
    throw new AppError(
      'NOT_COMPARABLE',
      `${field} differs: ${a} for "${first?.slug}", ${b} for "${other.slug}". Score both models in the same way first.`,
      { details: { field, models: [first?.slug, other.slug], values } },
    );
  }
  // The newest runs agree, so this set would have been chosen.
  throw new Error('Runs that agree were not chosen');
}

/** A digest is long, and its beginning tells it from others. */
function describeValue(value: unknown): string {
  const isDigest = typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
  return JSON.stringify(isDigest ? `${value.slice(0, 12)}…` : value);
}
