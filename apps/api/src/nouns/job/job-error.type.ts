import { Field, ObjectType } from 'type-graphql';

/** Why a job failed. */
@ObjectType({ simpleResolvers: true, description: 'Why a job or an attempt failed.' })
export class JobError {
  @Field(() => String, { description: 'Code for programs.' })
  readonly code!: string;

  @Field(() => String, { description: 'Message for people.' })
  readonly message!: string;
}
