import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable } from '../../paging/field.ts';

export const BenchmarkKind = defineEnum('BenchmarkKind', 'The kind of output that a benchmark requires from a model.', {
  MULTIPLE_CHOICE: ['multiple-choice', 'Give the correct continuation the highest likelihood; higher is better.'],
  PERPLEXITY: ['perplexity', 'Predict a text (perplexity); lower is better.'],
  GENERATION: ['generation', 'Generate an answer, which is compared with the correct answer.'],
});
export type BenchmarkKind = ValueOf<typeof BenchmarkKind>;

@nodeType('One version of a task.')
export class Benchmark extends Node {
  @field(String, 'Name for filters and studies.') readonly name!: string;
  @field(String, 'Version of the task.') readonly version!: string;
  @field(BenchmarkKind, 'The kind of output that it requires from a model.') readonly kind!: BenchmarkKind;
  @field(String, 'The ability that it tests.') readonly category!: string;
  @field(String, 'Short description.') readonly description!: string;
  @nullable(Float, 'Accuracy of random guessing; null for perplexity.') readonly chance!: number | null;
  @field(Int, 'Number of documents in it.') readonly documentCount!: number;
  @field(String, 'SHA-256 of its documents.') readonly digest!: string;
  @field(GraphQLDateTimeISO, 'When it was registered.') readonly createdAt!: Date;
}
