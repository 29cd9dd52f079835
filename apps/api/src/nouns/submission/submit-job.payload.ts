import { Field, ObjectType } from 'type-graphql';
import { Job } from '../job/job.type.ts';

/** The job that was submitted. */
@ObjectType({ simpleResolvers: true, description: 'The job that was submitted.' })
export class SubmitJobPayload {
  @Field(() => Job, { description: 'The job: watch it with jobProgress; its results are its scoreRun, prunings and evaluations.' })
  readonly job!: Job;
}
