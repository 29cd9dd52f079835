import {
  ComparedModelsDocument,
  CompareModelsDocument,
  CompareRetentionDocument,
  type CompareRetentionQuery,
  type ComparisonResultFragment,
  FamilyMembersDocument,
  type FamilyMembersQuery,
  type Metric,
} from '../../generated/graphql.ts';
import { ApiError } from '../api/api-error.ts';
import { fetchApi } from '../api/fetch-api.ts';
import { toStrategy } from '../pruning/strategy-name.ts';
import { type CompareEntry, listSlugs } from './compare-entry.ts';
import { type CompareParams, MAX_ENTRIES } from './compare-params.ts';

/** The API compares no more models at once. */
const MAX_MODELS = 10;

export type Retention = CompareRetentionQuery['leaderboard'];

/** Why the scores cannot be set side by side. */
export interface Problem {
  readonly message: string;
  readonly code: string | null;
  /** The models that differ, where the API names them. */
  readonly models: readonly string[];
}

export interface ComparisonData {
  readonly entries: readonly CompareEntry[];
  /** Asked for, but not there. */
  readonly unknown: readonly string[];
  readonly result: ComparisonResultFragment | null;
  readonly problem: Problem | null;
  readonly retention: Retention | null;
}

/** `block-influence` → `BLOCK_INFLUENCE`. */
export function toMetric(name: CompareParams['metric']): Metric {
  return name.toUpperCase().replaceAll('-', '_') as Metric;
}

/** Everything a comparison shows. Scores that are not comparable are a part of the answer, not a failure of the page. */
export async function loadComparison(params: CompareParams): Promise<ComparisonData> {
  const { entries, unknown } = await loadEntries(params);
  const slugs = listSlugs(entries);
  const [scores, retention] = await Promise.all([compareScores(slugs, params), loadRetention(slugs, params)]);
  return { entries, unknown, ...scores, retention };
}

async function loadEntries({ models, families }: CompareParams) {
  const slugs = [...new Set(models)].slice(0, MAX_ENTRIES);
  const [found, ...groups] = await Promise.all([
    slugs.length === 0 ? { modelsBySlug: [] } : fetchApi(ComparedModelsDocument, { slugs }),
    ...[...new Set(families)].slice(0, MAX_ENTRIES - slugs.length).map(loadFamily),
  ]);
  const entries = found.modelsBySlug.flatMap((model): CompareEntry[] =>
    model ? [{ kind: 'model', slug: model.slug, label: model.name, familySlug: model.family.slug, members: [model], leftOut: 0 }] : [],
  );
  const known = new Set(entries.map(({ slug }) => slug));
  return { entries: [...entries, ...fitFamilies(groups, entries.length)], unknown: slugs.filter((slug) => !known.has(slug)) };
}

async function loadFamily(family: string): Promise<CompareEntry> {
  const { models } = await fetchApi(FamilyMembersDocument, { family });
  const label = models.nodes[0]?.family.name ?? family;
  const lane = findCommonLane(models.nodes);
  // A member that waits for its scores, or was measured otherwise than the rest, would keep the others from being compared.
  const members = models.nodes.filter(({ scoreRuns }) => lane === null || scoreRuns.nodes.some((run) => run.lane === lane));
  return {
    kind: 'family',
    slug: family,
    label: `${label} (family)`,
    familySlug: family,
    members,
    leftOut: models.totalCount - members.length,
  };
}

/** The lane that most of them were scored in, the earliest met of equals; null without any score. */
function findCommonLane(members: FamilyMembersQuery['models']['nodes']): string | null {
  const counts = new Map<string, number>();
  for (const { scoreRuns } of members) {
    for (const lane of new Set(scoreRuns.nodes.map((run) => run.lane))) counts.set(lane, (counts.get(lane) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  return most?.[0] ?? null;
}

/** Families share the places that single models leave, the newest models of each. */
function fitFamilies(families: readonly CompareEntry[], modelCount: number): CompareEntry[] {
  const share = Math.max(1, Math.floor((MAX_MODELS - modelCount) / Math.max(families.length, 1)));
  return families.map((family) => {
    const members = family.members.slice(0, share);
    return { ...family, members, leftOut: family.leftOut + family.members.length - members.length };
  });
}

async function compareScores(slugs: readonly string[], params: CompareParams): Promise<Pick<ComparisonData, 'result' | 'problem'>> {
  if (slugs.length < 2) return { result: null, problem: null };
  try {
    const { compareModels } = await fetchApi(CompareModelsDocument, {
      slugs: [...slugs],
      metric: toMetric(params.metric),
      lowestCount: params.lowest,
    });
    return { result: compareModels, problem: null };
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason === 'unreachable') throw error;
    const models = Array.isArray(error.details.models) ? error.details.models.map(String) : [];
    return { result: null, problem: { message: error.message, code: error.code, models } };
  }
}

async function loadRetention(slugs: readonly string[], { strategy, removed, lane }: CompareParams): Promise<Retention | null> {
  if (slugs.length === 0) return null;
  const { leaderboard } = await fetchApi(CompareRetentionDocument, {
    slugs: [...slugs],
    strategy: strategy === 'best' ? null : toStrategy(strategy),
    removedRatio: removed,
    lane,
  });
  return leaderboard;
}
