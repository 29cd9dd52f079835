import { Field, Int, ObjectType } from 'type-graphql';
import { Metric } from '../vocabulary/metric.ts';
import { ComparedModel } from './compared-model.type.ts';
import { ComparisonBin } from './comparison-bin.type.ts';
import { ModelAgreement } from './model-agreement.type.ts';

/** Models side by side. */
@ObjectType({ simpleResolvers: true, description: 'Models side by side by one metric, aligned by relative depth.' })
export class ModelComparison {
  @Field(() => Metric, { description: 'The metric.' })
  readonly metric!: Metric;

  @Field(() => String, { description: 'The lane that all of them were measured in.' })
  readonly lane!: string;

  @Field(() => Int, { description: 'How many lowest layers the overlaps look at.' })
  readonly lowestCount!: number;

  @Field(() => [ComparedModel], { description: 'The models, in the order asked for.' })
  readonly models!: readonly ComparedModel[];

  @Field(() => [ComparisonBin], { description: 'Ranges of relative depth, first to last.' })
  readonly bins!: readonly ComparisonBin[];

  @Field(() => [ModelAgreement], { description: 'Every pair of models, in the order asked for.' })
  readonly agreements!: readonly ModelAgreement[];
}
