import { Float, Int } from 'type-graphql';
import { field, outputType } from './field.ts';

@outputType('A 95 % interval of a value.')
export class ConfidenceInterval {
  @field(Float, 'Lower end.') readonly low!: number;
  @field(Float, 'Upper end.') readonly high!: number;
}

@outputType('Interval of ranks that the data do not exclude at 95 %.')
export class RankInterval {
  @field(Int, 'Best rank.') readonly low!: number;
  @field(Int, 'Worst rank.') readonly high!: number;
}

@outputType('A range of numbers.')
export class NumberInterval {
  @field(Float, 'Lower end.') readonly low!: number;
  @field(Float, 'Upper end.') readonly high!: number;
}
