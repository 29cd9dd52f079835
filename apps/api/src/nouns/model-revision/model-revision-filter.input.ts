import { Field, InputType } from 'type-graphql';

/** Which ModelRevision rows a list holds. */
@InputType({ description: 'Which ModelRevision rows are listed: all conditions must hold; one that is null does not count.' })
export class ModelRevisionFilter {
  @Field(() => String, { nullable: true, description: 'This digest.' })
  readonly digest?: string | null;
}
