import { Field, ObjectType } from 'type-graphql';
import { Job } from '../job/job.type.ts';
import { Model } from '../model/model.type.ts';

/** What registerModel answers. */
@ObjectType({ simpleResolvers: true, description: 'What became of a registration.' })
export class RegisterModelPayload {
  @Field(() => Model, { nullable: true, description: 'The model; null while a scorer has still to read its files.' })
  readonly model!: Model | null;

  @Field(() => Job, { nullable: true, description: 'The job that reads its files; null where its facts were given.' })
  readonly job!: Job | null;
}
