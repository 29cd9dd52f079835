import { Field, InputType } from 'type-graphql';

/** Which ApiToken rows a list holds. */
@InputType({ description: 'Which ApiToken rows are listed: all conditions must hold; one that is null does not count.' })
export class ApiTokenFilter {
  @Field(() => String, { nullable: true, description: 'Words found in the name, in any case.' })
  readonly search?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'true = only tokens that are revoked, false = only others.' })
  readonly revoked?: boolean | null;
}
