import { GraphQLSafeInt } from 'graphql-scalars';
import { Float, Int } from 'type-graphql';
import { inputType, nullable } from './field.ts';

@inputType('Bounds of a whole number; a missing bound means no limit.')
export class IntRange {
  @nullable(Int, 'Lowest value that matches.') readonly gte?: number | null;
  @nullable(Int, 'Highest value that matches.') readonly lte?: number | null;
}

@inputType('Bounds of a large whole number, up to 2^53 − 1; a missing bound means no limit.')
export class SafeIntRange {
  @nullable(GraphQLSafeInt, 'Lowest value that matches.') readonly gte?: number | null;
  @nullable(GraphQLSafeInt, 'Highest value that matches.') readonly lte?: number | null;
}

@inputType('Bounds of a number; a missing bound means no limit.')
export class FloatRange {
  @nullable(Float, 'Lowest value that matches.') readonly gte?: number | null;
  @nullable(Float, 'Highest value that matches.') readonly lte?: number | null;
}
