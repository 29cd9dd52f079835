import { Field, Float, ObjectType } from 'type-graphql';

/** The long arrays of a score run. */
@ObjectType({ simpleResolvers: true, description: 'The long arrays of a score run; null entries are undefined values.' })
export class ScoreRunSeries {
  @Field(() => [Float], { description: 'Negative log-likelihood of each window, nats.' })
  readonly nllPerWindow!: readonly number[];

  @Field(() => [Float], { nullable: 'items', description: 'Mean norm of each of the blockCount + 1 states.' })
  readonly hiddenNorm!: readonly (number | null)[];

  @Field(() => [[Float]], { nullable: 'items', description: 'Mean cosine between any two states, (blockCount + 1)².' })
  readonly cosineMatrix!: readonly (readonly (number | null)[])[];

  @Field(() => [[Float]], {
    nullable: 'items',
    description: "Mean angle between any two states at a window's last token, divided by π, (blockCount + 1)².",
  })
  readonly angularLastToken!: readonly (readonly (number | null)[])[];
}
