import { Field, InputType } from 'type-graphql';

/** Which JobEvent rows a list holds. */
@InputType({ description: 'Which JobEvent rows are listed: all conditions must hold; one that is null does not count.' })
export class JobEventFilter {
  @Field(() => String, { nullable: true, description: 'What happened.' })
  readonly type?: string | null;
}
