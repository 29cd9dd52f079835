import { Float, Int, ObjectType } from 'type-graphql';
import { field } from './field.ts';

/** A 95 % interval of a value. */
@ObjectType({ simpleResolvers: true, description: 'A 95 % interval of a value.' })
export class ConfidenceInterval {
  @field(Float, 'Lower end.') readonly low!: number;
  @field(Float, 'Upper end.') readonly high!: number;
}

/** A 95 % interval of a rank. */
@ObjectType({ simpleResolvers: true, description: 'Ranks that the data do not rule out at 95 %.' })
export class RankInterval {
  @field(Int, 'Best rank.') readonly low!: number;
  @field(Int, 'Worst rank.') readonly high!: number;
}
