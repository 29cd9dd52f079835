import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Node } from '../../data/node.type.ts';

/** One decoder block of a model. */
@ObjectType({ implements: Node, simpleResolvers: true, description: 'One layer (decoder block) of a model.' })
export class Layer extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;
  readonly modelKey!: string;
  readonly revisionKey!: string;

  @Field(() => Int, { description: '0-based place in the model, counted from the input.' })
  readonly index!: number;

  @Field(() => Float, { description: 'index / (blockCount − 1): 0 = first layer, 1 = last.' })
  readonly relativeDepth!: number;

  @Field(() => String, { description: "What the block is made of, as 'attention+mlp'." })
  readonly kind!: string;

  @Field(() => GraphQLSafeInt, { description: 'Parameters in this layer.' })
  readonly parameterCount!: number;

  @Field(() => [String], { description: 'Names of its key-value cache inputs and outputs.' })
  readonly cachePorts!: readonly string[];
}
