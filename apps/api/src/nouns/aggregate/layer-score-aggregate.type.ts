import { Field, ObjectType } from 'type-graphql';
import { NumberInterval } from '../../paging/number-interval.type.ts';
import { Metric } from '../vocabulary/metric.ts';
import { NormPlacement } from '../vocabulary/norm-placement.ts';
import { Distribution } from './distribution.type.ts';

/** Layer scores of one group. */
@ObjectType({ simpleResolvers: true, description: 'Layer scores of one group. What they are not grouped by is null.' })
export class LayerScoreAggregate {
  @Field(() => String, { description: 'Lane of the scores.' })
  readonly lane!: string;

  @Field(() => Metric, { description: 'Metric of the scores.' })
  readonly metric!: Metric;

  @Field(() => String, { nullable: true, description: 'Short name of the family.' })
  readonly family!: string | null;

  @Field(() => String, { nullable: true, description: 'Short name of the model.' })
  readonly model!: string | null;

  @Field(() => String, { nullable: true, description: 'Short name of the calibration set.' })
  readonly calibration!: string | null;

  @Field(() => NormPlacement, { nullable: true, description: 'Where the norms of a block sit.' })
  readonly normPlacement!: NormPlacement | null;

  @Field(() => NumberInterval, { nullable: true, description: 'Range of relative depth: it holds its lower end, the last one both ends.' })
  readonly relativeDepth!: NumberInterval | null;

  @Field(() => Distribution, { description: 'Their means.' })
  readonly distribution!: Distribution;
}
