import { Field, Float, ObjectType } from 'type-graphql';
import { ConfidenceInterval } from '../../paging/interval.type.ts';

/** A measure of agreement with its interval. */
@ObjectType({ simpleResolvers: true, description: 'A measure of agreement with its 95 % interval from a document bootstrap.' })
export class AgreementEstimate {
  @Field(() => Float, { nullable: true, description: 'The measure; null where it is not defined.' })
  readonly value!: number | null;

  @Field(() => ConfidenceInterval, {
    nullable: true,
    description: 'Its 95 % interval; null where neither side keeps what each document adds.',
  })
  readonly confidenceInterval!: ConfidenceInterval | null;
}
