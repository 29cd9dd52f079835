import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';

/** Models of one architecture and training recipe. */
@ObjectType({ implements: Node, simpleResolvers: true, description: 'Models that share one architecture and one training recipe.' })
export class ModelFamily extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;

  @Field(() => String, { description: 'Short name for URLs and filters.' })
  readonly slug!: string;

  @Field(() => String, { description: 'Name for people.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'What its models have in common.' })
  readonly description!: string | null;

  @Field(() => GraphQLDateTimeISO, { description: 'When it was registered.' })
  readonly createdAt!: Date;
}
