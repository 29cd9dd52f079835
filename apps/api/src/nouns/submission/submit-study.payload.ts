import { Field, ObjectType } from 'type-graphql';
import { Study } from '../study/study.type.ts';

/** What submitStudy answers. */
@ObjectType({ simpleResolvers: true, description: 'The studies that were submitted.' })
export class SubmitStudyPayload {
  @Field(() => [Study], { description: 'One study per model, in the order of the input.' })
  readonly studies!: readonly Study[];
}
