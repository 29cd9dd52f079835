import type { ControlDraws, ControlledResult } from '@lamina/benchmarks';
import { Float, Int } from 'type-graphql';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';
import { ConfidenceInterval } from '../../paging/interval.type.ts';

@outputType(
  'Retention of random removals of as many inner units (never of the first or last layer), one per seed. A strategy must beat this control.',
)
export class ControlSpread implements ControlDraws {
  @field(Int, 'Number of draws, at least 5.') readonly draws!: number;
  @field(Float, 'Mean of the draws; on a text their geometric mean.') readonly mean!: number;
  @field(Float, 'Sample standard deviation of the draws; on a text of their logarithms.') readonly standardDeviation!: number;
  @field(Float, 'Lowest draw.') readonly low!: number;
  @field(Float, 'Highest draw.') readonly high!: number;
}

/** Result of a comparison with the random-inner control; the value is the name in the metrics package. */
export const ControlVerdict = defineEnum(
  'ControlVerdict',
  'A strategy and the random removals of as many inner units, on one text. Several texts or seeds are not compared.',
  {
    BEATS_CONTROL: ['beats-control', 'Beyond every draw, and beyond their mean with a corrected p below 0.05.'],
    NOT_DISTINGUISHABLE: [
      'not-distinguishable',
      'At least one draw is as good, or the margin is within its error. There is no evidence that the strategy helps.',
    ],
    WORSE_THAN_CONTROL: ['worse-than-control', 'Behind every draw, and behind their mean with a corrected p below 0.05.'],
    NO_CONTROL: ['no-control', 'Fewer than five random-inner draws of the same number of units were measured in the same way.'],
  },
);
export type ControlVerdict = ValueOf<typeof ControlVerdict>;

/** The value is the name in the benchmarks package. */
export const DifferenceError = defineEnum('DifferenceError', 'Where the standard error of a difference of retentions comes from.', {
  PAIRED: ['paired', 'From differences document by document: what all models find hard cancels. The spread of averaged draws is added.'],
  INDEPENDENT: ['independent', 'From the errors of both retentions, as if they shared no document: not all answers of both are stored.'],
});
export type DifferenceError = ValueOf<typeof DifferenceError>;

@outputType('A retention compared with the random-inner control of the same number of units.')
export class ControlComparison implements ControlledResult {
  @field(ControlVerdict, 'Result of the comparison.') readonly verdict!: ControlVerdict;
  @nullable(ControlSpread, 'The control; null if there are fewer than five draws.') readonly control!: ControlSpread | null;
  @nullable(
    Float,
    'Retention minus the mean of the draws, positive = better; on a text the mean ÷ the retention: above 1 = better. Null without a control.',
  )
  readonly margin!: number | null;
  @nullable(Float, 'Standard error of the margin; on a text of its logarithm. Null without a control.') readonly marginStandardError!:
    | number
    | null;
  @nullable(ConfidenceInterval, 'Its 95 % interval, not corrected.') readonly marginInterval!: ConfidenceInterval | null;
  @nullable(DifferenceError, 'The kind of this error; null without a control.') readonly marginError!: DifferenceError | null;
  @nullable(Float, 'p of the margin after Holm’s correction over all claims of the list; null without a control.')
  readonly holmP!: number | null;
}
