import { Float } from 'type-graphql';
import { field, outputType } from './field.ts';

@outputType('A range of numbers.')
export class NumberInterval {
  @field(Float, 'Lower end.') readonly low!: number;
  @field(Float, 'Upper end.') readonly high!: number;
}
