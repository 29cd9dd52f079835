import { Field, InputType } from 'type-graphql';

/** Which Sample rows a list holds. */
@InputType({ description: 'Which Sample rows are listed: all conditions must hold; one that is null does not count.' })
export class SampleFilter {
  @Field(() => [String], { nullable: true, description: 'Any of these document ids.' })
  readonly documentIds?: readonly string[] | null;
}
