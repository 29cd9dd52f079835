import { Field, InputType } from 'type-graphql';

/** Which Release rows a list holds. */
@InputType({ description: 'Which Release rows are listed: all conditions must hold; one that is null does not count.' })
export class ReleaseFilter {
  @Field(() => [String], { nullable: true, description: 'Any of these versions.' })
  readonly versions?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: 'Words found in version, title or description, in any case.' })
  readonly search?: string | null;
}
