import { Field, Float, ObjectType, registerEnumType } from 'type-graphql';
import { ConfidenceInterval } from '../../paging/interval.type.ts';

/** Where the interval of a difference comes from; the value is the name that the benchmarks package uses. */
export const DifferenceMethod = { PAIRED_NORMAL: 'paired-normal', DOCUMENT_BOOTSTRAP: 'document-bootstrap' } as const;
export type DifferenceMethod = (typeof DifferenceMethod)[keyof typeof DifferenceMethod];

registerEnumType(DifferenceMethod, {
  name: 'DifferenceMethod',
  description: 'Where the interval of a difference comes from.',
  valuesConfig: {
    PAIRED_NORMAL: { description: 'Mean of the per-document differences ± 1.96 of its standard errors: metrics that are means.' },
    DOCUMENT_BOOTSTRAP: { description: 'Percentiles over 1,000 draws of whole documents, the same for both models: perplexities.' },
  },
});

/** A pruned model's value minus the dense model's. */
@ObjectType({ simpleResolvers: true, description: "A pruned model's value minus the dense model's, over the same documents." })
export class PairedDifference {
  @Field(() => Float, { description: "The difference, in the metric's unit." })
  readonly value!: number;

  @Field(() => Float, { nullable: true, description: 'Its standard error; null with a single document.' })
  readonly standardError!: number | null;

  @Field(() => ConfidenceInterval, { nullable: true, description: 'Its 95 % interval; null where the standard error is.' })
  readonly confidenceInterval!: ConfidenceInterval | null;

  @Field(() => DifferenceMethod, { description: 'Where the interval comes from.' })
  readonly method!: DifferenceMethod;
}
