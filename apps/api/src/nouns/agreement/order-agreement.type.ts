import { Field, ObjectType } from 'type-graphql';
import { AgreementEstimate } from './agreement-estimate.type.ts';

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
