import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { Node, nodeType } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable } from '../../paging/field.ts';

export const BenchmarkKind = defineEnum('BenchmarkKind', 'What a benchmark asks of a model.', {
  MULTIPLE_CHOICE: ['multiple-choice', 'Give the right continuation the highest likelihood; higher is better.'],
  PERPLEXITY: ['perplexity', 'Predict a text; lower is better.'],
  GENERATION: ['generation', 'Write an answer, which is compared with the right one.'],
});
export type BenchmarkKind = ValueOf<typeof BenchmarkKind>;

@nodeType('A task with known answers, or a text for perplexity, in one version.')
export class Benchmark extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;

  @field(String, 'Name for filters and studies.') readonly name!: string;
  @field(String, 'Version of the task.') readonly version!: string;
  @field(BenchmarkKind, 'What it asks of a model.') readonly kind!: BenchmarkKind;
  @field(String, 'What it tests.') readonly category!: string;
  @field(String, 'What it is, in a few words.') readonly description!: string;
  @nullable(Float, 'Accuracy of guessing; null for perplexity.') readonly chance!: number | null;
  @field(Int, 'Documents in it.') readonly documentCount!: number;
  @field(String, 'SHA-256 of its documents.') readonly digest!: string;
  @field(GraphQLDateTimeISO, 'When it was registered.') readonly createdAt!: Date;
}
