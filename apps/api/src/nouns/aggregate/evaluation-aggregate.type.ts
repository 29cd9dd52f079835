import { Field, Int, ObjectType } from 'type-graphql';
import { NumberInterval } from '../../paging/number-interval.type.ts';
import { NormPlacement } from '../vocabulary/norm-placement.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { Distribution } from './distribution.type.ts';

/** Evaluations of one group. */
@ObjectType({ simpleResolvers: true, description: 'Evaluations of one group. What they are not grouped by is null.' })
export class EvaluationAggregate {
  @Field(() => String, { description: 'Lane of the evaluations.' })
  readonly lane!: string;

  @Field(() => String, { description: 'Name of the benchmark.' })
  readonly benchmark!: string;

  @Field(() => String, { description: 'Name of the metric.' })
  readonly metric!: string;

  @Field(() => String, { nullable: true, description: 'Short name of the family.' })
  readonly family!: string | null;

  @Field(() => String, { nullable: true, description: 'Short name of the model.' })
  readonly model!: string | null;

  @Field(() => NormPlacement, { nullable: true, description: 'Where the norms of a block sit.' })
  readonly normPlacement!: NormPlacement | null;

  @Field(() => Strategy, { nullable: true, description: 'Strategy of the prunings; null also for dense models.' })
  readonly strategy!: Strategy | null;

  @Field(() => Int, { nullable: true, description: 'Number of removed layers.' })
  readonly removedCount!: number | null;

  @Field(() => NumberInterval, {
    nullable: true,
    description: 'Range of the share of removed layers: it holds its lower end, the last one both ends.',
  })
  readonly removedRatio!: NumberInterval | null;

  @Field(() => Distribution, { description: 'Their values or retentions.' })
  readonly distribution!: Distribution;
}
