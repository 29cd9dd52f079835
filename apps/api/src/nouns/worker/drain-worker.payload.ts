import { Field, ObjectType } from 'type-graphql';
import { Worker } from './worker.type.ts';

/** What drainWorker answers. */
@ObjectType({ simpleResolvers: true, description: 'The worker as it stands after the request.' })
export class DrainWorkerPayload {
  @Field(() => Worker, { description: 'The worker.' })
  readonly worker!: Worker;
}
