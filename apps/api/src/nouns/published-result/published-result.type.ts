import { Field, Float, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';
import { createConnectionType } from '../../paging/create-connection-type.ts';
import { PublishedCheck } from './published-check.type.ts';
import { PublishedMetric } from './published-metric.ts';
import { PublishedRatioKind } from './published-ratio-kind.ts';

/** One cell of a table in a paper. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'One cell of a table in a paper, exactly as printed: never measured here, and in no lane with measured results.',
})
export class PublishedResult extends Node {
  /** Made from the cell's place; the API shows only `id`. */
  readonly key!: string;

  @Field(() => String, { description: 'Title of the paper and its version.' })
  readonly paper!: string;

  @Field(() => String, { description: 'Address of the paper.' })
  readonly url!: string;

  @Field(() => String, { description: 'Number of the table.' })
  readonly table!: string;

  @Field(() => String, { description: 'Row of the table.' })
  readonly row!: string;

  @Field(() => String, { description: 'Column of the table, as headed.' })
  readonly column!: string;

  @Field(() => String, { description: "The model, in the paper's words." })
  readonly model!: string;

  @Field(() => String, { description: "The method; 'dense' for the whole model." })
  readonly method!: string;

  @Field(() => String, { description: "The benchmark, by its name here where it has one; 'average' for a mean." })
  readonly benchmark!: string;

  @Field(() => PublishedMetric, { description: 'What the number measures.' })
  readonly metric!: PublishedMetric;

  @Field(() => Float, { description: 'The number as printed.' })
  readonly value!: number;

  @Field(() => Float, { nullable: true, description: 'Removed ratio as printed, 0 to 1; null for dense rows and where none is printed.' })
  readonly removedRatio!: number | null;

  @Field(() => PublishedRatioKind, { nullable: true, description: 'What the ratio counts; null without a ratio.' })
  readonly ratioKind!: PublishedRatioKind | null;

  @Field(() => String, { nullable: true, description: 'Where the paper contradicts itself or needs explaining.' })
  readonly note!: string | null;

  @Field(() => PublishedCheck, { nullable: true, description: 'An arithmetic check of the row; null where nothing beside it allows one.' })
  readonly verification!: PublishedCheck | null;
}

/** A page of published results. */
export const PublishedResultConnection = createConnectionType('PublishedResult', PublishedResult);
