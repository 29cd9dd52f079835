import { GraphQLSafeInt } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';

@outputType('Who published numbers, and on what terms they are shown.')
export class PublishedSource {
  @field(String, 'Short name.') readonly slug!: string;
  @field(String, 'The title of the publication.') readonly title!: string;
  @nullable(String, 'Where.') readonly url!: string | null;
  @nullable(String, 'Commit, date or version of what was read.') readonly revision!: string | null;
  @field(String, 'Licence of the numbers.') readonly licence!: string;
  @field(String, 'The line to show wherever the numbers are.') readonly credit!: string;
  @field(Boolean, 'Whether a user imported it; false for what ships with this program.') readonly isImported!: boolean;
}

@nodeType('A model of which other people published numbers of layers. The numbers are never mixed with measured ones.')
export class PublishedModel extends Node {
  readonly measuredKey!: string | null;

  @field(String, 'Short name for URLs and filters.') readonly slug!: string;
  @field(String, 'Display name.') readonly name!: string;
  @nullable(String, 'Name on the hub, as org/name; null if no source says it.') readonly hubId!: string | null;
  @field([String], 'Other names that sources use.') readonly aliases!: readonly string[];
  @nullable(String, 'Who made it.') readonly maker!: string | null;
  @nullable(String, 'Models that share a recipe; null if no source says it.') readonly generation!: string | null;
  @nullable(String, 'Architecture, as llama.cpp names it.') readonly architecture!: string | null;
  @field(Int, 'Number of layers, without those that predict further tokens.') readonly blockCount!: number;
  @nullable(Int, 'Hidden size.') readonly hiddenSize!: number | null;
  @nullable(String, "'dense' or 'moe'.") readonly feedForwardKind!: string | null;
}

@nodeType('The effect of one operation on one part of a model, as published.')
export class PublishedLayerScore extends Node {
  readonly modelKey!: string;

  @field(PublishedSource, 'Who published it.') readonly source!: PublishedSource;
  @field(
    String,
    "The part: 'block', 'attention', 'mlp', 'experts', 'shared-experts', 'embedding', 'output' or 'model'; 'mtp-…' = of a layer that predicts further tokens.",
  )
  readonly unit!: string;
  @nullable(Int, 'Index of the layer, 0-based; null for embedding, output and model.') readonly layerIndex!: number | null;
  @nullable(String, "Kind of attention and of feed-forward of the layer, as 'linear · moe'.") readonly layerKind!: string | null;
  @field(String, "The operation: 'round:TYPE', 'remove', 'cosine' … Low values mean that the model tolerates it, except of cosine.")
  readonly operation!: string;
  @nullable(Float, 'The value; null if the source has none or an infinite one.') readonly value!: number | null;
  @field(String, 'Unit of the value.') readonly unitOfValue!: string;
  @field(Int, 'How many measurements the value sums.') readonly measurements!: number;
  @nullable(Float, 'Noise floor of one measurement: the lowest value of the same file.') readonly floor!: number | null;
  @nullable(String, 'The reference that the value is compared with.') readonly baseline!: string | null;
  @nullable(String, 'The text of the measurement.') readonly text!: string | null;
  @nullable(GraphQLSafeInt, 'Number of tokens of the text.') readonly tokens!: number | null;
  @nullable(String, 'Remarks on the value.') readonly notes!: string | null;
  @nullable(String, 'Why the value says nothing of its part; null for an ordinary value.') readonly flag!: string | null;
}

@nodeType('A value of several consecutive layers of a model, as published.')
export class PublishedSpan extends Node {
  readonly modelKey!: string;

  @field(PublishedSource, 'Who published it.') readonly source!: PublishedSource;
  @field(Int, 'Index of the first layer, 0-based.') readonly firstLayer!: number;
  @field(Int, 'Number of layers.') readonly layerCount!: number;
  @field(String, 'The operation.') readonly operation!: string;
  @nullable(Float, 'The value.') readonly value!: number | null;
  @field(String, 'Unit of the value.') readonly unitOfValue!: string;
  @nullable(String, 'The text of the measurement.') readonly text!: string | null;
  @nullable(String, 'Remarks on the value.') readonly notes!: string | null;
}

@outputType('The values of one operation on the layers of a model, as one source published them.')
export class PublishedProfile {
  @field(PublishedSource, 'Who published it.') readonly source!: PublishedSource;
  @field(String, "'block', 'attention' or 'mlp'.") readonly unit!: string;
  @field(String, 'The operation.') readonly operation!: string;
  @field(String, 'Unit of the values.') readonly unitOfValue!: string;
  @field(String, 'Operation and unit in words, to label the values.') readonly label!: string;
  @field(Boolean, 'Whether a low value means that the model tolerates the operation; false of cosine only.')
  readonly isLowTolerated!: boolean;
  @nullable(String, 'The text of the measurement.') readonly text!: string | null;
  @nullable(GraphQLSafeInt, 'Number of tokens of the text.') readonly tokens!: number | null;
  @field([Int], 'Indices of the layers that have a value, ascending.') readonly layers!: readonly number[];
  @field([Float], 'Their values.') readonly values!: readonly number[];
  @field([Float], 'Their noise floors: measurements × floor of one; empty if the source has none.') readonly floors!: readonly number[];
  @field([String], 'Their kinds of attention and feed-forward; empty if no source says them.') readonly kinds!: readonly string[];
  @nullable(Float, 'Rank correlation of the values with depth, −1 to 1. Near −1 or 1 the profile says little but depth.')
  readonly depthCorrelation!: number | null;
  @field([Int], 'The five layers that tolerate the operation best, best first; of values with a noise floor, by what is above it.')
  readonly mostTolerant!: readonly number[];
}

export const PublishedAgreementKind = defineEnum('PublishedAgreementKind', 'The two sides of the comparison.', {
  OPERATIONS: 'Two operations on the layers of one model.',
  METRICS: 'KL divergence and perplexity of the same rounding of one model.',
  SIBLINGS: 'The same operation on two models of one generation.',
});
export type PublishedAgreementKind = ValueOf<typeof PublishedAgreementKind>;

@outputType('How far two published profiles agree on which layers tolerate more.')
export class PublishedAgreement {
  readonly modelKey!: string;
  readonly otherKey!: string;

  @field(String, 'Label of the first profile.') readonly first!: string;
  @field(String, 'Label of the second profile.') readonly second!: string;
  @nullable(Float, 'Rank correlation, −1 to 1: 1 = the same order of tolerance; null if one side is constant.')
  readonly correlation!: number | null;
  @field(Int, 'Number of layers, or of relative depths, that were compared.') readonly pointCount!: number;
  @field([PublishedSource], 'Who published the profiles.') readonly sources!: readonly PublishedSource[];
}
