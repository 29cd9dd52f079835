import { METRIC_ID, nameInId } from '@lamina/metrics';
import { createLoader, type inferParserType, parseAsArrayOf, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { settingParsers } from '../leaderboard/leaderboard-params.ts';

/** Maximum number of models and families together. */
export const MAX_ENTRIES = 6;

/** The metrics that can be compared, as written in the URL. */
export const METRIC = {
  blockInfluence: nameInId(METRIC_ID.blockInfluence),
  blockInfluenceFinalNorm: nameInId(METRIC_ID.blockInfluenceFinalNorm),
  relativeMagnitude: nameInId(METRIC_ID.relativeMagnitude),
  attentionInfluence: nameInId(METRIC_ID.attentionInfluence),
  mlpInfluence: nameInId(METRIC_ID.mlpInfluence),
} as const;

export type CompareMetric = (typeof METRIC)[keyof typeof METRIC];

export const METRICS = Object.values(METRIC);

export const METRIC_LABELS: Readonly<Record<CompareMetric, string>> = {
  [METRIC.blockInfluence]: 'Block influence',
  [METRIC.blockInfluenceFinalNorm]: 'Block influence, last state after the final norm',
  [METRIC.relativeMagnitude]: 'Relative magnitude',
  [METRIC.attentionInfluence]: 'Attention influence',
  [METRIC.mlpInfluence]: 'MLP influence',
};

/** All choices of the comparison, as stored in the URL. */
export const compareParsers = {
  models: parseAsArrayOf(parseAsString).withDefault([]),
  families: parseAsArrayOf(parseAsString).withDefault([]),
  metric: parseAsStringLiteral(METRICS).withDefault(METRIC.blockInfluence),
  /** null: the scale on which most blocks can be distinguished. */
  scale: parseAsStringLiteral(['linear', 'log'] as const),
  lowest: parseAsInteger,
  baseline: parseAsString,
  ...settingParsers,
};

export type CompareParams = inferParserType<typeof compareParsers>;

/** Reads the URL of a request. */
export const loadCompareParams = createLoader(compareParsers);
