import { Field, InputType, Int } from 'type-graphql';
import { BosPolicy } from '../vocabulary/bos-policy.ts';
import { SubmissionInput } from './submission.input.ts';
import { DEFAULT_WINDOW } from './submit-study.input.ts';

/** What to score. */
@InputType({ description: 'What to score.' })
export class SubmitScoreRunInput extends SubmissionInput {
  @Field(() => String, { description: 'Short name of the model.' })
  readonly model!: string;

  @Field(() => String, { description: 'Short name of the calibration set.' })
  readonly calibration!: string;

  @Field(() => Int, { nullable: true, defaultValue: DEFAULT_WINDOW, description: 'Tokens per window, 2 to 8192.' })
  readonly window?: number | null;

  @Field(() => Int, { nullable: true, description: 'Tokens from one window to the next, 1 to 8192; null = the window.' })
  readonly stride?: number | null;

  @Field(() => Int, { nullable: true, description: 'Use the first so many windows; null = the whole text.' })
  readonly windows?: number | null;

  @Field(() => BosPolicy, {
    nullable: true,
    defaultValue: BosPolicy.AUTO,
    description: 'Whether windows begin with the beginning-of-sequence token.',
  })
  readonly bos?: BosPolicy | null;

  @Field(() => String, { nullable: true, description: "Take the k-th of every n documents, written 'k/n'; null = all." })
  readonly documentPart?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Also measure what leaving out each layer in turn adds to the loss, for the strategy LEAVE_ONE_OUT_LOSS.',
  })
  readonly leaveOneOut?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 0,
    description: 'Also remove so many layers one by one, each time the one that costs the least loss, for the strategy GREEDY_LOSS.',
  })
  readonly greedyCount?: number | null;
}
