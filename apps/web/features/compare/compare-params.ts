import { axisOf, INFLUENCE_MEASURES, type InfluenceMeasure, LAYER_OPERATIONS, MEASURES, type NameInId, nameInId } from '@lamina/metrics';
import { createLoader, type inferParserType, parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import type { ScoredModelFragment } from '../../generated/graphql.ts';

/** So many lines of a chart can be told apart. */
export const MAX_LINES = 4;

/** The metrics that can be compared, as written in the URL. */
export const METRIC = Object.fromEntries(INFLUENCE_MEASURES.map((name) => [name, nameInId(MEASURES[name].id)])) as {
  readonly [Name in InfluenceMeasure]: NameInId<(typeof MEASURES)[Name]['id']>;
};

export type CompareMetric = (typeof METRIC)[keyof typeof METRIC];

export const METRICS = Object.values(METRIC);

function describeMetrics(describe: (measure: (typeof MEASURES)[InfluenceMeasure]) => string) {
  return Object.fromEntries(INFLUENCE_MEASURES.map((name) => [METRIC[name], describe(MEASURES[name])])) as Readonly<
    Record<CompareMetric, string>
  >;
}

export const METRIC_LABELS = describeMetrics(({ label }) => label);
export const METRIC_AXES = describeMetrics(axisOf);

/** All choices of the comparison, as stored in the URL. */
export const compareParsers = {
  models: parseAsArrayOf(parseAsString).withDefault([]),
  metric: parseAsStringLiteral(METRICS).withDefault(METRIC.blockInfluence),
  /** The operation of the strips; null: the one of most models. */
  operation: parseAsStringLiteral(LAYER_OPERATIONS),
  /** The order of the strips. */
  order: parseAsStringLiteral(['family', 'size']).withDefault('family'),
  /** The label of published profiles; null: the one of most models. */
  profile: parseAsString,
};

export type CompareParams = inferParserType<typeof compareParsers>;

/** Reads the URL of a request. */
export const loadCompareParams = createLoader(compareParsers);

/** The address of a comparison. */
export function toCompareHref(slugs: readonly string[]): `/compare${string}` {
  return `/compare?models=${slugs.map(encodeURIComponent).join(',')}`;
}

/** The metrics that all models have: blocks without sublayers have no influence of them, and older score runs did not measure it. */
export function listMetrics(models: readonly Pick<ScoredModelFragment, 'attentionRun' | 'mlpRun'>[]): readonly CompareMetric[] {
  const missing = new Set<CompareMetric>([
    ...(models.every(({ attentionRun }) => attentionRun !== null) ? [] : [METRIC.attentionInfluence]),
    ...(models.every(({ mlpRun }) => mlpRun !== null) ? [] : [METRIC.mlpInfluence]),
  ]);
  return METRICS.filter((metric) => !missing.has(metric));
}
