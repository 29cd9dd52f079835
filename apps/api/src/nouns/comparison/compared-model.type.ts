import { Field, Float, Int, ObjectType } from 'type-graphql';

/** One layer of a compared model. */
@ObjectType({ simpleResolvers: true, description: 'One layer of a compared model.' })
export class ComparisonPoint {
  @Field(() => Int, { description: 'Index of the layer.' })
  readonly layerIndex!: number;

  @Field(() => Float, { description: 'Place of the layer: 0 = first, 1 = last.' })
  readonly relativeDepth!: number;

  @Field(() => Float, { nullable: true, description: 'Value of the metric; null where it is undefined.' })
  readonly mean!: number | null;

  @Field(() => Float, { nullable: true, description: 'Standard error of the value.' })
  readonly standardError!: number | null;

  @Field(() => Int, { nullable: true, description: '0-based rank in the model: 0 = lowest.' })
  readonly rank!: number | null;
}

/** One of the models of a comparison. */
@ObjectType({ description: 'One of the models of a comparison, by the run that stands for it.' })
export class ComparedModel {
  readonly modelKey!: string;
  readonly scoreRunKey!: string;

  @Field(() => [ComparisonPoint], { simple: true, description: 'All its layers, first to last.' })
  readonly points!: readonly ComparisonPoint[];
}
