import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, Float, InputType, Int } from 'type-graphql';

/** Bounds of a count that fits 32 bits. */
@InputType({ description: 'Bounds of a whole number; an empty bound is open.' })
export class IntRange {
  @Field(() => Int, { nullable: true, description: 'Lowest value that matches.' })
  readonly gte?: number | null;

  @Field(() => Int, { nullable: true, description: 'Highest value that matches.' })
  readonly lte?: number | null;
}

/** Bounds of a large count. */
@InputType({ description: 'Bounds of a large whole number, up to 2^53 − 1; an empty bound is open.' })
export class SafeIntRange {
  @Field(() => GraphQLSafeInt, { nullable: true, description: 'Lowest value that matches.' })
  readonly gte?: number | null;

  @Field(() => GraphQLSafeInt, { nullable: true, description: 'Highest value that matches.' })
  readonly lte?: number | null;
}

/** Bounds of a measured number. */
@InputType({ description: 'Bounds of a number; an empty bound is open.' })
export class FloatRange {
  @Field(() => Float, { nullable: true, description: 'Lowest value that matches.' })
  readonly gte?: number | null;

  @Field(() => Float, { nullable: true, description: 'Highest value that matches.' })
  readonly lte?: number | null;
}
