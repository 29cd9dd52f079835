import { type Sql, sql } from '@lamina/database';
import { createRefusal, getAt, type Refuse } from '@lamina/errors';
import { isAllRevisions } from '../../data/filters.ts';
import type { AnyList } from '../../data/list.ts';
import { listAsOf } from '../../data/list-as-of.ts';
import { toConditions } from '../../data/page-request.ts';
import type { Stores } from '../../data/stores.ts';
import { EVALUATIONS } from '../evaluation/evaluation.list.ts';
import { LAYER_SCORES } from '../layer-score/layer-score.list.ts';
import {
  type AggregateArgs,
  DEFAULT_BIN_COUNT,
  DEFAULT_QUANTILES,
  type EvaluationAggregatesArgs,
  EvaluationNumber,
  type LayerScoreAggregatesArgs,
} from './aggregate.args.ts';
import type { Distribution, EvaluationAggregate, LayerScoreAggregate } from './aggregate.type.ts';
import { type Aggregation, aggregateStatement, binExpression, MAX_GROUPS } from './aggregate-statement.ts';

const refuse: Refuse = createRefusal('The numbers cannot be aggregated');

const MAX_BIN_COUNT = 100;
const MAX_QUANTILES = 20;
const FAMILY_JOIN = sql`JOIN "ModelFamily" f ON f."id" = m."familyId"`;

type Spread = Omit<Distribution, 'quantiles'> & { readonly quantiles: readonly number[] };

/** Aggregates layer scores in one statement. @throws AppError BAD_USER_INPUT for arguments out of range, or more groups than one reply may hold. */
export async function aggregateLayerScores(
  stores: Stores,
  { groupBy, filter, ...args }: LayerScoreAggregatesArgs,
  cut: Date | null,
): Promise<readonly LayerScoreAggregate[]> {
  const { binCount, quantiles } = checkArgs(args);
  const columns: GroupColumns<(typeof groupBy)[number]> = {
    FAMILY: { family: sql`f."slug"` },
    MODEL: { model: sql`m."slug"` },
    CALIBRATION: { calibration: sql`cs."slug"` },
    NORM_PLACEMENT: { normPlacement: sql`r."normPlacement"` },
    RELATIVE_DEPTH: { relativeDepth: binExpression(sql`l."relativeDepth"`, binCount) },
  };
  const rows = await read<LayerScoreAggregate, 'relativeDepth'>(stores, {
    from: sql`${LAYER_SCORES.from} LEFT JOIN "Layer" l ON l."id" = s."layerId" ${FAMILY_JOIN}`,
    conditions: listConditions(LAYER_SCORES, filter, cut),
    keys: { lane: sql`sr."lane"`, metric: sql`s."metric"`, ...pickColumns(groupBy, columns) },
    value: sql`s."mean"`,
    quantiles,
  });
  return rows.map(({ relativeDepth, ...row }) => ({ ...row, relativeDepth: toBin(relativeDepth, binCount) }));
}

/** Aggregates evaluations in one statement. @throws AppError as aggregateLayerScores. */
export async function aggregateEvaluations(
  stores: Stores,
  { groupBy, filter, of, ...args }: EvaluationAggregatesArgs,
  cut: Date | null,
): Promise<readonly EvaluationAggregate[]> {
  const { binCount, quantiles } = checkArgs(args);
  const columns: GroupColumns<(typeof groupBy)[number]> = {
    FAMILY: { family: sql`f."slug"` },
    MODEL: { model: sql`m."slug"` },
    NORM_PLACEMENT: { normPlacement: sql`r."normPlacement"` },
    STRATEGY: { strategy: sql`p."strategy"` },
    REMOVED_COUNT: { removedCount: sql`coalesce(p."removedCount", 0)` },
    REMOVED_RATIO: { removedRatio: binExpression(sql`coalesce(p."removedBlockRatio", 0)`, binCount) },
  };
  const rows = await read<EvaluationAggregate, 'removedRatio'>(stores, {
    from: sql`${EVALUATIONS.from} ${FAMILY_JOIN}`,
    conditions: listConditions(EVALUATIONS, filter, cut),
    keys: { lane: sql`e."lane"`, benchmark: sql`b."name"`, metric: sql`e."metric"`, ...pickColumns(groupBy, columns) },
    value: of === EvaluationNumber.VALUE ? sql`e."value"` : sql`e."retention"`,
    quantiles,
  });
  return rows.map(({ removedRatio, ...row }) => ({ ...row, removedRatio: toBin(removedRatio, binCount) }));
}

async function read<Row extends { readonly distribution: Distribution }, Bin extends keyof Row>(
  { sqlReader }: Stores,
  aggregation: Aggregation,
) {
  type Stored = Omit<Row, 'distribution' | Bin> & Spread & { readonly [Name in Bin]: number | null };
  const rows = await sqlReader.readCounts<Stored & { readonly count: number }>(aggregateStatement(aggregation));
  if (rows.length > MAX_GROUPS) refuse(`they fall into more than ${MAX_GROUPS} groups; narrow the filter or group by less`);
  return rows.map(({ count, mean, standardDeviation, minimum, maximum, quantiles, ...keys }) => ({
    ...keys,
    distribution: {
      count,
      mean,
      standardDeviation,
      minimum,
      maximum,
      quantiles: aggregation.quantiles.map((probability, index) => ({ probability, value: getAt(quantiles, index) })),
    },
  }));
}

/** The conditions of a list with this filter, so that aggregates and lists count the same rows. */
function listConditions<Row extends object>(present: AnyList<Row>, filter: object | null | undefined, cut: Date | null): readonly Sql[] {
  return toConditions(cut === null ? present : listAsOf(present, cut), filter, !isAllRevisions(filter));
}

/** The columns of each group: the field of the result, and its expression. */
type GroupColumns<Group extends string> = Readonly<Record<Group, Readonly<Record<string, Sql>>>>;

function pickColumns<Group extends string>(groupBy: readonly Group[], columns: GroupColumns<Group>): Readonly<Record<string, Sql>> {
  return Object.fromEntries(groupBy.flatMap((group) => Object.entries(columns[group])));
}

function toBin(index: number | null | undefined, binCount: number): { readonly low: number; readonly high: number } | null {
  return index === null || index === undefined ? null : { low: index / binCount, high: (index + 1) / binCount };
}

function checkArgs({ binCount, quantiles }: AggregateArgs): { readonly binCount: number; readonly quantiles: readonly number[] } {
  const bins = binCount ?? DEFAULT_BIN_COUNT;
  const probabilities = quantiles ?? DEFAULT_QUANTILES;
  if (bins < 1 || bins > MAX_BIN_COUNT) refuse(`binCount is ${bins}; it must be 1 to ${MAX_BIN_COUNT}`);
  if (probabilities.length > MAX_QUANTILES) refuse(`quantiles holds ${probabilities.length} numbers; the limit is ${MAX_QUANTILES}`);
  const outside = probabilities.find((probability) => probability < 0 || probability > 1);
  if (outside !== undefined) refuse(`${outside} is not a valid quantile; it must be from 0 to 1`);
  return { binCount: bins, quantiles: probabilities };
}
