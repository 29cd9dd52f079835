import { Field, InputType, Int } from 'type-graphql';

/** One more way to score a model. */
@InputType({ description: "One more way to score a model; what is null is as in the study's own scoring." })
export class CalibrationCutInput {
  @Field(() => String, { nullable: true, description: 'Short name of the calibration set.' })
  readonly calibration?: string | null;

  @Field(() => Int, { nullable: true, description: 'Tokens per window, 2 to 8192.' })
  readonly window?: number | null;

  @Field(() => Int, { nullable: true, description: 'Tokens from one window to the next, 1 to 8192; null = the window.' })
  readonly stride?: number | null;

  @Field(() => Int, { nullable: true, description: 'Use the first so many windows.' })
  readonly windows?: number | null;

  @Field(() => String, {
    nullable: true,
    description: "Take the k-th of every n documents, written 'k/n': '1/2' and '2/2' are the two halves.",
  })
  readonly documentPart?: string | null;
}
