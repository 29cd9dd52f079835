import { Float } from 'type-graphql';
import { field, outputType } from './field.ts';
import { ConfidenceInterval } from './interval.type.ts';

@outputType('A difference that is tested together with others.')
export abstract class TestedDifference {
  @field(Float, 'The difference, mean over the benchmarks.') readonly value!: number;
  @field(Float, 'Its standard error; benchmarks are treated as independent.') readonly standardError!: number;
  @field(ConfidenceInterval, 'Its 95 % interval, not corrected.') readonly confidenceInterval!: ConfidenceInterval;
  @field(Float, 'Two-sided p, normal approximation.') readonly p!: number;
  @field(Float, "p after Holm's correction over all claims of the comparison.") readonly holmP!: number;
}
