import { Field, ID, InputType, Int } from 'type-graphql';
import { BosPolicy } from '../vocabulary/bos-policy.ts';
import { ExecutionProvider } from '../vocabulary/execution-provider.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { DEFAULT_WINDOW } from './submit-study.input.ts';

/** What every submission of a job takes, whatever is to be done. */
@InputType()
export abstract class SubmissionInput {
  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'Priority, -100 to 100: higher is taken first.' })
  readonly priority?: number | null;

  @Field(() => ExecutionProvider, {
    nullable: true,
    description: 'What it must run on: only workers that have it take the job. Null: any worker, on what it prefers.',
  })
  readonly requiredProvider?: ExecutionProvider | null;

  @Field(() => String, {
    nullable: true,
    description: 'Key of your own: a second submission with the same key answers with the job of the first.',
  })
  readonly idempotencyKey?: string | null;
}

/** What to evaluate. */
@InputType({ description: 'What to evaluate.' })
export class SubmitEvaluationInput extends SubmissionInput {
  @Field(() => String, { description: 'Short name of the model.' })
  readonly model!: string;

  @Field(() => [String], { description: 'Names of the benchmarks to run, at least one.' })
  readonly benchmarks!: readonly string[];

  @Field(() => [ID], {
    nullable: true,
    description:
      'Global ids of prunings of the model, evaluated against the dense model, which is evaluated first where it is not yet; null = the dense model alone.',
  })
  readonly prunings?: readonly string[] | null;

  @Field(() => BosPolicy, {
    nullable: true,
    defaultValue: BosPolicy.AUTO,
    description: 'Whether texts begin with the beginning-of-sequence token; AUTO = as the tokenizer itself does.',
  })
  readonly bos?: BosPolicy | null;
}

/** What to prune: strategies at counts, lists of layers, or both. */
@InputType({ description: 'What to prune: strategies at counts, lists of layers, or both.' })
export class SubmitPruningInput extends SubmissionInput {
  @Field(() => String, { description: 'Short name of the model.' })
  readonly model!: string;

  @Field(() => [Strategy], { nullable: true, description: 'Strategies that choose the layers; each needs counts.' })
  readonly strategies?: readonly Strategy[] | null;

  @Field(() => [Int], { nullable: true, description: 'Numbers of layers to remove, each 1 to one less than the model has.' })
  readonly counts?: readonly number[] | null;

  @Field(() => [Int], { nullable: true, description: 'Seeds of the random strategies, one pruning each; null = 0 to 4.' })
  readonly seeds?: readonly number[] | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Keep the first layer whatever its score.' })
  readonly protectFirst?: boolean | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Keep the last layer whatever its score.' })
  readonly protectLast?: boolean | null;

  @Field(() => [[Int]], { nullable: true, description: "Lists of layers to remove, 0-based in the model's numbering." })
  readonly removals?: readonly (readonly number[])[] | null;

  @Field(() => ID, { nullable: true, description: 'Global id of the score run to choose by; null = the newest of the model.' })
  readonly scoreRun?: string | null;
}

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
