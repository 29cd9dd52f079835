import { Field, ObjectType } from 'type-graphql';
import { Job } from './job.type.ts';

/** What cancelJob and retryJob answer. */
@ObjectType({ simpleResolvers: true, description: 'The job as it stands after the change.' })
export class ChangeJobPayload {
  @Field(() => Job, { description: 'The job.' })
  readonly job!: Job;
}
