import { registerEnumType } from 'type-graphql';

/** What a comparison with the random-inner control says; the value is the name that the metrics package uses. */
export const ControlVerdict = {
  BEATS_CONTROL: 'beats-control',
  NOT_DISTINGUISHABLE: 'not-distinguishable',
  WORSE_THAN_CONTROL: 'worse-than-control',
  NO_CONTROL: 'no-control',
} as const;
export type ControlVerdict = (typeof ControlVerdict)[keyof typeof ControlVerdict];

registerEnumType(ControlVerdict, {
  name: 'ControlVerdict',
  description: 'Whether a strategy does better than removing as many inner layers at random.',
  valuesConfig: {
    BEATS_CONTROL: { description: 'Better than every draw, by more than 1.96 standard errors over their mean.' },
    NOT_DISTINGUISHABLE: { description: 'Some draw is as good, or the margin is within its error: nothing shows that the strategy helps.' },
    WORSE_THAN_CONTROL: { description: 'Worse than every draw, by more than 1.96 standard errors.' },
    NO_CONTROL: { description: 'Fewer than five random-inner draws of as many layers were measured alike.' },
  },
});
