import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars';
import { Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable } from '../../paging/field.ts';

@nodeType("One immutable state of a model's files, identified by its digests.")
export class ModelRevision extends Node {
  @field(String, 'SHA-256 over the graph, weight and tokenizer digests.') readonly digest!: string;
  @field(String, 'SHA-256 of the graph without weights.') readonly graphSha256!: string;
  @field(String, 'SHA-256 of the weights.') readonly weightsSha256!: string;
  @nullable(String, 'SHA-256 of the tokenizer; null for a model without one.') readonly tokenizerSha256!: string | null;
  @nullable(GraphQLJSON, 'Number of stored tensors by element type, for example { "BF16": 272 }; null for old revisions.')
  readonly storedTypes!: unknown;
  @field(String, "Program that wrote the graph; 'lamina' for checkpoints.") readonly exporter!: string;
  @field(Int, 'ONNX operator set version.') readonly opset!: number;
  @field([String], 'Warnings about unusual properties of the graph.') readonly warnings!: readonly string[];
  @field(GraphQLDateTimeISO, 'When it was registered.') readonly createdAt!: Date;
}
