import { getAt } from '@lamina/errors';
import {
  ComparedModelsDocument,
  FamilyMembersDocument,
  type FamilyMembersQuery,
  type ScoredModelFragment,
} from '../../generated/graphql.ts';
import { fetchApi } from '../api/fetch-api.ts';
import type { CompareEntry } from './compare-entry.ts';
import { type CompareParams, listMetrics, MAX_ENTRIES } from './compare-params.ts';
import { sharePlaces } from './share-places.ts';

/** Maximum number of models that the API compares at once. */
const MAX_MODELS = 10;

interface Family {
  readonly slug: string;
  readonly models: FamilyMembersQuery['models'];
}

/** The requested models and families. A family represents its models in the common lane. */
export async function loadEntries({ models, families }: CompareParams) {
  const slugs = [...new Set(models)].slice(0, MAX_ENTRIES);
  const [found, ...groups] = await Promise.all([
    slugs.length === 0 ? { modelsBySlug: [] } : fetchApi(ComparedModelsDocument, { slugs }),
    ...[...new Set(families)].slice(0, MAX_ENTRIES - slugs.length).map(loadFamily),
  ]);
  const known = found.modelsBySlug.flatMap((model) => (model === null ? [] : [model]));
  const lane = findCommonLane(
    known,
    groups.flatMap((group) => group.models.nodes),
  );
  const fitting = groups.map(({ models }) => listFitting(models.nodes, lane));
  const shares = sharePlaces(
    fitting.map((members) => members.map(({ slug }) => slug)),
    known.map(({ slug }) => slug),
    MAX_MODELS,
  );
  const members = fitting.map((models, index) => models.filter(({ slug }) => getAt(shares, index).includes(slug)));
  return {
    entries: [...known.map(toModelEntry), ...groups.map((group, index) => toFamilyEntry(group, getAt(members, index)))],
    metrics: listMetrics([...known, ...members.flat()]),
    unknown: slugs.filter((slug) => !known.some((model) => model.slug === slug)),
  };
}

async function loadFamily(slug: string): Promise<Family> {
  return { slug, ...(await fetchApi(FamilyMembersDocument, { family: slug })) };
}

/**
 * The lane in which all requested models have scores. If there are several, the canonical lane of most of the models and family members wins. Null if
 * there is none.
 */
function findCommonLane(models: readonly ScoredModelFragment[], members: readonly ScoredModelFragment[]): string | null {
  const shared = listLanes([...models, ...members]).filter((lane) => models.every((model) => isOfLane(model, lane)));
  const knownBy = (lane: string) => [...models, ...members].filter((model) => model.canonicalScoreRun?.lane === lane).length;
  const holders = (lane: string) => members.filter((member) => isOfLane(member, lane)).length;
  return shared.toSorted((a, b) => knownBy(b) - knownBy(a) || holders(b) - holders(a))[0] ?? null;
}

function listLanes(models: readonly ScoredModelFragment[]): string[] {
  return [...new Set(models.flatMap(({ scoreRuns }) => scoreRuns.nodes.map(({ lane }) => lane)))];
}

function isOfLane({ scoreRuns }: ScoredModelFragment, lane: string): boolean {
  return scoreRuns.nodes.some((run) => run.lane === lane);
}

function toModelEntry(model: ScoredModelFragment): CompareEntry {
  return { kind: 'model', slug: model.slug, label: model.name, members: [model], leftOut: 0 };
}

/**
 * The members of a family that have a run in the lane; a member without one would make the whole comparison fail. If no member has one, the newest
 * members are used, and the API reports the difference.
 */
function listFitting(members: readonly ScoredModelFragment[], lane: string | null): readonly ScoredModelFragment[] {
  const fitting = members.filter((member) => lane !== null && isOfLane(member, lane));
  return fitting.length > 0 ? fitting : members;
}

function toFamilyEntry({ slug, models }: Family, members: readonly ScoredModelFragment[]): CompareEntry {
  return {
    kind: 'family',
    slug,
    label: `${models.nodes[0]?.family.name ?? slug} (family)`,
    members,
    leftOut: models.totalCount - members.length,
  };
}
