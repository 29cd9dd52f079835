import { Float, Int } from 'type-graphql';
import { defineEnum, type ValueOf } from '../../paging/define-enum.ts';
import { field, nullable, outputType } from '../../paging/field.ts';

@outputType('Retention of random removals of as many inner layers (never the first or last), one per seed: what a strategy must beat.')
export class ControlSpread {
  @field(Int, 'Number of draws, at least 5.') readonly draws!: number;
  @field(Float, 'Mean of the draws.') readonly mean!: number;
  @field(Float, 'Sample standard deviation of the draws.') readonly standardDeviation!: number;
  @field(Float, 'Lowest draw.') readonly low!: number;
  @field(Float, 'Highest draw.') readonly high!: number;
}

/** What a comparison with the random-inner control says; the value is the name that the metrics package uses. */
export const ControlVerdict = defineEnum('ControlVerdict', 'Whether a strategy does better than removing as many inner layers at random.', {
  BEATS_CONTROL: ['beats-control', 'Better than every draw, by more than 1.96 standard errors over their mean.'],
  NOT_DISTINGUISHABLE: [
    'not-distinguishable',
    'Some draw is as good, or the margin is within its error: nothing shows that the strategy helps.',
  ],
  WORSE_THAN_CONTROL: ['worse-than-control', 'Worse than every draw, by more than 1.96 standard errors.'],
  NO_CONTROL: ['no-control', 'Fewer than five random-inner draws of as many layers were measured alike.'],
});
export type ControlVerdict = ValueOf<typeof ControlVerdict>;

@outputType('A retention beside the random-inner control of as many layers.')
export class ControlComparison {
  @field(ControlVerdict, 'What the comparison says.') readonly verdict!: ControlVerdict;
  @field(String, 'The same as a sentence.') readonly statement!: string;
  @nullable(ControlSpread, 'The control; null where there are fewer than five draws.') readonly control!: ControlSpread | null;
  @nullable(Float, 'Retention minus the mean of the draws, positive = better; null without a control.') readonly margin!: number | null;
  @nullable(Float, 'Standard error of the margin; null without a control.') readonly marginStandardError!: number | null;
  @nullable(Float, 'Share of draws that keep at least as much, 0 to 1; null without a control.') readonly atLeastAsGood!: number | null;
}
