import { GraphQLDateTimeISO } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';
import type { ComparisonView } from './comparison-view.ts';

/** A comparison that was saved. */
@ObjectType({ implements: Node, description: 'A comparison that was saved: it never changes, whatever is measured later.' })
export class Comparison extends Node {
  readonly view!: ComparisonView;

  @Field(() => String, { simple: true, description: 'Short name for its address; made from its content.' })
  readonly slug!: string;

  @Field(() => String, { simple: true, description: 'Title for people.' })
  readonly title!: string;

  @Field(() => GraphQLDateTimeISO, { simple: true, description: 'When it was saved.' })
  readonly createdAt!: Date;
}
