import { Float, Int } from 'type-graphql';
import { field, nullable, outputType } from '../../paging/field.ts';

@outputType('A quantile of a group, interpolated between its neighbours.')
export class Quantile {
  @field(Float, 'Share of the numbers that lie below, 0 to 1.') readonly probability!: number;
  @field(Float, 'The quantile.') readonly value!: number;
}

/** How the numbers of a group are spread; a group holds at least one. */
@outputType('How the numbers of a group are spread; undefined numbers are left out.')
export class Distribution {
  @field(Int, 'Numbers in it.') readonly count!: number;
  @field(Float, 'Their mean, each number counted once.') readonly mean!: number;
  @nullable(Float, 'Their sample standard deviation; null for a single number.') readonly standardDeviation!: number | null;
  @field(Float, 'The lowest.') readonly minimum!: number;
  @field(Float, 'The highest.') readonly maximum!: number;
  @field([Quantile], 'The quantiles that were asked for, in that order.') readonly quantiles!: readonly Quantile[];
}
