import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';

/** A text that models are scored on. */
@ObjectType({ implements: Node, simpleResolvers: true, description: 'A text that models are scored on.' })
export class CalibrationSet extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;

  @Field(() => String, { description: 'Short name for filters and studies.' })
  readonly slug!: string;

  @Field(() => String, { description: 'Name for people.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'What the text is.' })
  readonly description!: string | null;

  @Field(() => String, { nullable: true, description: 'Licence of the text.' })
  readonly licence!: string | null;

  @Field(() => String, { description: "SHA-256 of the text; 'unknown: …' where imported scores do not tell it." })
  readonly textSha256!: string;

  @Field(() => Int, { description: 'Documents in the text.' })
  readonly documentCount!: number;

  @Field(() => Int, { description: 'Characters in the text.' })
  readonly characterCount!: number;

  @Field(() => GraphQLDateTimeISO, { description: 'When it was registered.' })
  readonly createdAt!: Date;
}
