import { Field, InputType } from 'type-graphql';

/** Which ModelFamily rows a list holds. */
@InputType({ description: 'Which ModelFamily rows are listed: all conditions must hold; one that is null does not count.' })
export class ModelFamilyFilter {
  @Field(() => [String], { nullable: true, description: 'Any of these short names.' })
  readonly slugs?: readonly string[] | null;

  @Field(() => String, { nullable: true, description: 'Words found in slug or name, in any case.' })
  readonly search?: string | null;
}
