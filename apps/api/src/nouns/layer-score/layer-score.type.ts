import { GraphQLSafeInt } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable } from '../../paging/field.ts';
import { ConfidenceInterval, RankInterval } from '../../paging/interval.type.ts';
import { Metric } from '../vocabulary/metric.ts';

@nodeType('One metric of one layer in one score run.')
export class LayerScore extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly layerKey!: string;
  readonly scoreRunKey!: string;

  @field(Metric, 'What was measured.') readonly metric!: Metric;
  @field(String, "Name and version of the metric's definition, as 'block-influence@1'.") readonly metricDefinition!: string;
  @field(Int, 'Index of the layer: the same as layer.index, without loading the layer.') readonly layerIndex!: number;
  @nullable(Float, 'Mean over all counted tokens; null when no token was defined.') readonly mean!: number | null;
  @field(Float, 'Sum over all counted tokens, from which the mean was made.') readonly sum!: number;
  @field(GraphQLSafeInt, 'Tokens counted.') readonly count!: number;
  @field(GraphQLSafeInt, 'Tokens left out because the metric is undefined there (zero or non-finite states).')
  readonly undefinedCount!: number;
  @nullable(Float, "Variance of the resampling units' means.") readonly variance!: number | null;
  @nullable(Float, 'Standard error of the mean, by bootstrap.') readonly standardError!: number | null;
  @nullable(ConfidenceInterval, '95 % bootstrap interval of the mean.') readonly confidenceInterval!: ConfidenceInterval | null;
  @nullable(Int, 'Rank in the run, from 1 = lowest, the most redundant. Ties keep the lower index first.') readonly rank!: number | null;
  @nullable(Int, 'Rank in the run, from 0.', {
    deprecationReason: 'rank counts from 1, as every rank of this API does: zeroBasedRank is rank − 1.',
  })
  readonly zeroBasedRank!: number | null;
  @nullable(RankInterval, '95 % bootstrap interval of the rank.') readonly rankInterval!: RankInterval | null;
  @field([Float], 'P(this layer is among the k + 1 lowest) for k = 0, 1, …') readonly lowestProbability!: readonly number[];
}
