import { Field, InputType } from 'type-graphql';

/** Which CalibrationSet rows a list holds. */
@InputType({ description: 'Which CalibrationSet rows are listed: all conditions must hold; one that is null does not count.' })
export class CalibrationSetFilter {
  @Field(() => [String], { nullable: true, description: 'Any of these short names.' })
  readonly slugs?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: 'Words found in slug or name, in any case.' })
  readonly search?: string | null;
}
