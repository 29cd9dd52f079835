import { GraphQLDateTimeISO, GraphQLJSON, GraphQLSafeInt } from 'graphql-scalars';
import { Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable } from '../../paging/field.ts';
import { ModelFormat, NormPlacement } from '../vocabulary/model.ts';

@nodeType("One immutable state of a model's files, identified by its digests.")
export class ModelRevision extends Node {
  readonly modelKey!: string;

  @field(String, 'SHA-256 over the graph, weight and tokenizer digests.') readonly digest!: string;
  @field(String, 'SHA-256 of the graph without weights.') readonly graphSha256!: string;
  @field(String, 'SHA-256 of the weights.') readonly weightsSha256!: string;
  @nullable(String, 'SHA-256 of the tokenizer; null for a model without one.') readonly tokenizerSha256!: string | null;
  @field(Boolean, "Whether this is the model's current revision.") readonly isCurrent!: boolean;
  @nullable(String, "Architecture named in the model's configuration.") readonly architecture!: string | null;
  @nullable(ModelFormat, 'How its files are stored; null if a declared model does not state it.') readonly format!: ModelFormat | null;
  @nullable(GraphQLJSON, 'Number of stored tensors by element type, for example { "BF16": 272 }; null for old revisions.')
  readonly storedTypes!: unknown;
  @field(NormPlacement, 'Norm placement: where a block has its norms.') readonly normPlacement!: NormPlacement;
  @field(String, 'Number format of the weights.') readonly precision!: string;
  @field(String, "Program that wrote the graph; 'lamina' for checkpoints.") readonly exporter!: string;
  @field(Int, 'ONNX operator set version.') readonly opset!: number;
  @field(Int, 'Number of layers (decoder blocks).') readonly blockCount!: number;
  @field(Int, 'Hidden size: width of the residual stream.') readonly hiddenSize!: number;
  @nullable(Int, 'Number of tokens in the vocabulary.') readonly vocabularySize!: number | null;
  @field(GraphQLSafeInt, 'Number of parameters.') readonly parameterCount!: number;
  @field([String], 'Names of the blockCount + 1 tensors between the layers.') readonly boundaries!: readonly string[];
  @field([String], 'Warnings about unusual properties of the graph.') readonly warnings!: readonly string[];
  @field(GraphQLDateTimeISO, 'When it was registered.') readonly createdAt!: Date;
}
