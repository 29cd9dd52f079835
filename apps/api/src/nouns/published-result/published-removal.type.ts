import { Field, Float, Int, ObjectType } from 'type-graphql';

/** The layers that a paper removed. */
@ObjectType({ simpleResolvers: true, description: 'The layers that a paper removed from a model, as printed; never measured here.' })
export class PublishedRemoval {
  @Field(() => String, { description: 'The paper.' })
  readonly paper!: string;

  @Field(() => String, { description: 'Address of the paper.' })
  readonly url!: string;

  @Field(() => String, { description: 'The table that the list stands in.' })
  readonly table!: string;

  @Field(() => String, { description: 'The model, as the paper names it.' })
  readonly model!: string;

  @Field(() => Int, { description: 'Layers of the dense model.' })
  readonly blockCount!: number;

  @Field(() => [Int], { description: 'The removed layers, 0-based, in the order in which the paper prints them: most redundant first.' })
  readonly order!: readonly number[];

  @Field(() => Float, { description: 'Share removed as the paper prints it.' })
  readonly printedRatio!: number;

  @Field(() => String, { description: 'What the printed ratio counts or fails to count, and other inconsistencies.' })
  readonly note!: string;
}
