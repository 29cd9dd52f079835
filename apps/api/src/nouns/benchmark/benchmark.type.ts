import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';

/** What a benchmark asks of a model. */
export const BenchmarkKind = defineEnum('BenchmarkKind', 'What a benchmark asks of a model.', {
  MULTIPLE_CHOICE: ['multiple-choice', 'Give the right continuation the highest likelihood; higher is better.'],
  PERPLEXITY: ['perplexity', 'Predict a text; lower is better.'],
  GENERATION: ['generation', 'Write an answer, which is compared with the right one.'],
});
export type BenchmarkKind = ValueOf<typeof BenchmarkKind>;

/** A task in one version. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A task with known answers, or a text for perplexity, in one version.',
})
export class Benchmark extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;

  @Field(() => String, { description: 'Name for filters and studies.' })
  readonly name!: string;

  @Field(() => String, { description: 'Version of the task.' })
  readonly version!: string;

  @Field(() => BenchmarkKind, { description: 'What it asks of a model.' })
  readonly kind!: BenchmarkKind;

  @Field(() => String, { description: 'What it tests.' })
  readonly category!: string;

  @Field(() => String, { description: 'What it is, in a few words.' })
  readonly description!: string;

  @Field(() => Float, { nullable: true, description: 'Accuracy of guessing; null for perplexity.' })
  readonly chance!: number | null;

  @Field(() => Int, { description: 'Documents in it.' })
  readonly documentCount!: number;

  @Field(() => String, { description: 'SHA-256 of its documents.' })
  readonly digest!: string;

  @Field(() => GraphQLDateTimeISO, { description: 'When it was registered.' })
  readonly createdAt!: Date;
}
