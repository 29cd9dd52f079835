import { Float, Int } from 'type-graphql';
import { field, nullable, outputType } from '../../paging/field.ts';

@outputType('A quantile of a group, with linear interpolation.')
export class Quantile {
  @field(Float, 'Probability: share of the numbers below the quantile, 0 to 1.') readonly probability!: number;
  @field(Float, 'The quantile.') readonly value!: number;
}

/** Distribution of the numbers of a group; a group has at least one number. */
@outputType('Distribution of the numbers of a group; undefined numbers are left out.')
export class Distribution {
  @field(Int, 'How many numbers it has.') readonly count!: number;
  @field(Float, 'Their mean; each number counts once.') readonly mean!: number;
  @nullable(Float, 'Their sample standard deviation; null if there is only one number.') readonly standardDeviation!: number | null;
  @field(Float, 'The lowest.') readonly minimum!: number;
  @field(Float, 'The highest.') readonly maximum!: number;
  @field([Quantile], 'The requested quantiles, in the requested order.') readonly quantiles!: readonly Quantile[];
}
