import { GraphQLSafeInt } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable } from '../../paging/field.ts';
import { ConfidenceInterval, RankInterval } from '../../paging/interval.type.ts';
import { Metric } from '../vocabulary/metric.ts';

@nodeType('One metric of one layer in one score run.')
export class LayerScore extends Node {
  readonly layerKey!: string;
  readonly scoreRunKey!: string;

  @field(Metric, 'The metric.') readonly metric!: Metric;
  @field(String, "Name and version of the metric's definition, for example 'block-influence@1'.") readonly metricDefinition!: string;
  @field(Int, 'Index of the layer. Same as layer.index, but does not load the layer.') readonly layerIndex!: number;
  @nullable(Float, 'Mean over all counted tokens; null if the metric is defined at no token.') readonly mean!: number | null;
  @field(GraphQLSafeInt, 'Number of counted tokens.') readonly count!: number;
  @field(GraphQLSafeInt, 'Number of excluded tokens, where the metric is undefined (zero or non-finite states).')
  readonly undefinedCount!: number;
  @nullable(Float, 'Standard error of the mean, by bootstrap.') readonly standardError!: number | null;
  @nullable(ConfidenceInterval, '95 % bootstrap interval of the mean.') readonly confidenceInterval!: ConfidenceInterval | null;
  @nullable(Int, 'Rank in the run, starting at 1 = lowest = most redundant. For ties, the lower index comes first.')
  readonly rank!: number | null;
  @nullable(RankInterval, '95 % bootstrap interval of the rank.') readonly rankInterval!: RankInterval | null;
}
