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

/** How far two orders of the same layers agree. */
@ObjectType({ simpleResolvers: true, description: 'How far two orders of the layers of one model agree.' })
export class OrderAgreement {
  @Field(() => AgreementEstimate, { description: "Spearman's rank correlation, −1 to 1." })
  readonly spearman!: AgreementEstimate;

  @Field(() => AgreementEstimate, { description: "Kendall's tau-b, −1 to 1." })
  readonly kendallTauB!: AgreementEstimate;

  @Field(() => AgreementEstimate, { description: 'Jaccard overlap of the layers that would be removed first, 0 to 1.' })
  readonly jaccard!: AgreementEstimate;
}
