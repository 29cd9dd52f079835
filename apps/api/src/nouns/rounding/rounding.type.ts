import type { RoundingAgreement as Agreement } from '@lamina/metrics';
import { GraphQLDateTimeISO, GraphQLSafeInt } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { ConfidenceInterval } from '../../paging/interval.type.ts';
import { Runtime } from '../score-run/provenance.type.ts';
import { Metric } from '../vocabulary/metric.ts';
import { UnitKind } from '../vocabulary/removal.ts';

/** Kinds of units whose weights are rounded together. */
export const WeightUnit = defineEnum('WeightUnit', 'Kind of unit whose weights are rounded together.', {
  ATTENTION: ['attention', 'The token mixer of a layer: q, k, v, o.'],
  MLP: ['mlp', 'The MLP of a layer: gate, up, down.'],
  EMBEDDING: ['embedding', 'The table of the tokens; also the head where both are one matrix.'],
  HEAD: ['head', 'The matrix that gives the logits, where it is one of its own.'],
});
export type WeightUnit = ValueOf<typeof WeightUnit>;

@nodeType('One unit of a model whose weights alone were rounded: how far the next tokens move (rounding-divergence@1).')
export class Rounding extends Node {
  readonly modelKey!: string;
  readonly recordingKey!: string | null;

  @field(String, "Name and version of the measure: 'rounding-divergence@1'.") readonly metricDefinition!: string;
  @field(WeightUnit, 'The unit.') readonly unit!: WeightUnit;
  @nullable(Int, 'Index of its layer; null for embedding and head.') readonly layerIndex!: number | null;
  @field(String, "The type that was asked for, as 'Q4_0'.") readonly type!: string;
  @field([String], 'The types of its matrices, each once: another one where the blocks of the type do not divide their rows.')
  readonly storedTypes!: readonly string[];
  @field(GraphQLSafeInt, 'Number of its weights.') readonly weightCount!: number;
  @field(GraphQLSafeInt, 'Bytes of its weights in these types.') readonly bytes!: number;
  @nullable(
    Float,
    'Mean Kullback–Leibler divergence of the next tokens from those of the whole model, nats per token; null where none is defined.',
  )
  readonly divergence!: number | null;
  @nullable(Float, 'Its standard error over windows; null with one window.') readonly standardError!: number | null;
  @field(String, 'Short name of the text.') readonly text!: string;
  @field(String, 'Author, site or corpus of the text.') readonly source!: string;
  @field(String, 'SHA-256 of the text.') readonly textSha256!: string;
  @field(Int, 'Tokens that the model reads at once.') readonly window!: number;
  @field(Int, 'Windows that were read.') readonly windowCount!: number;
  @field(Int, 'Positions whose next tokens were compared.') readonly positionCount!: number;
  @field(String, 'SHA-256 of the token ids of all windows: rows that share it read the same.') readonly idsSha256!: string;
  @field(Runtime, 'Runtime that computed it.') readonly runtime!: Runtime;
  @field(GraphQLDateTimeISO, 'When it was stored.') readonly createdAt!: Date;
}

@outputType('How far roundings to one type, and a score of what removal does, order the units of one kind of a model alike.')
export class RoundingAgreement implements Agreement {
  @field(UnitKind, 'The units. The divergence of a whole layer is the sum of those of its attention and its MLP.')
  readonly unit!: Agreement['unit'];
  @field(String, 'The type.') readonly type!: string;
  @field(String, 'Short name of the text of the roundings.') readonly text!: string;
  @field(Metric, 'The score, from the run that represents the model.') readonly metric!: Metric;
  @nullable(Float, "Spearman's rank correlation; null where one of both is constant.") readonly correlation!: number | null;
  @nullable(ConfidenceInterval, 'Its 95 % interval, by a bootstrap over layers; null for fewer than four.')
  readonly interval!: ConfidenceInterval | null;
  @field(Int, 'Number of units that have both.') readonly pointCount!: number;
  @field([Int], 'Their layers.') readonly layers!: readonly number[];
  @field([Float], 'Their divergences, nats per token.') readonly divergences!: readonly number[];
  @field([Float], 'Their scores.') readonly scores!: readonly number[];
}
