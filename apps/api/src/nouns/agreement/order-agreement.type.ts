import { Float } from 'type-graphql';
import { field, nullable, outputType } from '../../paging/field.ts';
import { ConfidenceInterval } from '../../paging/interval.type.ts';

@outputType('A measure of agreement with its 95 % interval from a document bootstrap.')
export class AgreementEstimate {
  @nullable(Float, 'The value; null where it is not defined.') readonly value!: number | null;
  @nullable(ConfidenceInterval, 'Its 95 % interval; null if neither side stores values per document.')
  readonly confidenceInterval!: ConfidenceInterval | null;
}

@outputType('How far two orders of the layers of one model agree.')
export class OrderAgreement {
  @field(AgreementEstimate, "Spearman's rank correlation, −1 to 1.") readonly spearman!: AgreementEstimate;
  @field(AgreementEstimate, "Kendall's tau-b, −1 to 1.") readonly kendallTauB!: AgreementEstimate;
  @field(AgreementEstimate, 'Jaccard overlap of the layers that would be removed first, 0 to 1.') readonly jaccard!: AgreementEstimate;
}
