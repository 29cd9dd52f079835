import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';
import { createConnectionType } from '../../paging/create-connection-type.ts';
import { BenchmarkKind } from './benchmark-kind.ts';

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

/** A page of benchmarks. */
export const BenchmarkConnection = createConnectionType('Benchmark', Benchmark);
