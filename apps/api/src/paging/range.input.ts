import { GraphQLSafeInt } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { inputType, nullable } from './field.ts';

@inputType('Bounds of a whole number; an empty bound is open.')
export class IntRange {
  @nullable(Int, 'Lowest value that matches.') readonly gte?: number | null;
  @nullable(Int, 'Highest value that matches.') readonly lte?: number | null;
}

@inputType('Bounds of a large whole number, up to 2^53 − 1; an empty bound is open.')
export class SafeIntRange {
  @nullable(GraphQLSafeInt, 'Lowest value that matches.') readonly gte?: number | null;
  @nullable(GraphQLSafeInt, 'Highest value that matches.') readonly lte?: number | null;
}

@inputType('Bounds of a number; an empty bound is open.')
export class FloatRange {
  @nullable(Float, 'Lowest value that matches.') readonly gte?: number | null;
  @nullable(Float, 'Highest value that matches.') readonly lte?: number | null;
}
