import { ID, InputType, Int } from 'type-graphql';
import { field, inputType, nullable } from '../../paging/field.ts';
import { BosPolicy } from '../vocabulary/bos-policy.ts';
import { ExecutionProvider } from '../vocabulary/execution-provider.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { DEFAULT_WINDOW } from './submit-study.input.ts';

/** What every submission of a job takes, whatever is to be done. */
@InputType()
export abstract class SubmissionInput {
  @nullable(Int, 'Priority, -100 to 100: higher is taken first.', { defaultValue: 0 }) readonly priority?: number | null;
  @nullable(ExecutionProvider, 'What it must run on: only workers that have it take the job. Null: any worker, on what it prefers.')
  readonly requiredProvider?: ExecutionProvider | null;
  @nullable(String, 'Key of your own: a second submission with the same key answers with the job of the first.')
  readonly idempotencyKey?: string | null;
}

@inputType('What to evaluate.')
export class SubmitEvaluationInput extends SubmissionInput {
  @field(String, 'Short name of the model.') readonly model!: string;
  @field([String], 'Names of the benchmarks to run, at least one.') readonly benchmarks!: readonly string[];
  @nullable(
    [ID],
    'Global ids of prunings of the model, evaluated against the dense model, which is evaluated first where it is not yet; null = the dense model alone.',
  )
  readonly prunings?: readonly string[] | null;
  @nullable(BosPolicy, 'Whether texts begin with the beginning-of-sequence token; AUTO = as the tokenizer itself does.', {
    defaultValue: BosPolicy.AUTO,
  })
  readonly bos?: BosPolicy | null;
}

@inputType('What to prune: strategies at counts, lists of layers, or both.')
export class SubmitPruningInput extends SubmissionInput {
  @field(String, 'Short name of the model.') readonly model!: string;
  @nullable([Strategy], 'Strategies that choose the layers; each needs counts.') readonly strategies?: readonly Strategy[] | null;
  @nullable([Int], 'Numbers of layers to remove, each 1 to one less than the model has.') readonly counts?: readonly number[] | null;
  @nullable([Int], 'Seeds of the random strategies, one pruning each; null = 0 to 4.') readonly seeds?: readonly number[] | null;
  @nullable(Boolean, 'Keep the first layer whatever its score.', { defaultValue: false }) readonly protectFirst?: boolean | null;
  @nullable(Boolean, 'Keep the last layer whatever its score.', { defaultValue: false }) readonly protectLast?: boolean | null;
  @nullable([[Int]], "Lists of layers to remove, 0-based in the model's numbering.")
  readonly removals?: readonly (readonly number[])[] | null;
  @nullable(ID, 'Global id of the score run to choose by; null = the newest of the model.') readonly scoreRun?: string | null;
}

@inputType('What to score.')
export class SubmitScoreRunInput extends SubmissionInput {
  @field(String, 'Short name of the model.') readonly model!: string;
  @field(String, 'Short name of the calibration set.') readonly calibration!: string;
  @nullable(Int, 'Tokens per window, 2 to 8192.', { defaultValue: DEFAULT_WINDOW }) readonly window?: number | null;
  @nullable(Int, 'Tokens from one window to the next, 1 to 8192; null = the window.') readonly stride?: number | null;
  @nullable(Int, 'Use the first so many windows; null = the whole text.') readonly windows?: number | null;
  @nullable(BosPolicy, 'Whether windows begin with the beginning-of-sequence token.', { defaultValue: BosPolicy.AUTO })
  readonly bos?: BosPolicy | null;
  @nullable(String, "Take the k-th of every n documents, written 'k/n'; null = all.") readonly documentPart?: string | null;
  @nullable(Boolean, 'Also measure what leaving out each layer in turn adds to the loss, for the strategy LEAVE_ONE_OUT_LOSS.', {
    defaultValue: false,
  })
  readonly leaveOneOut?: boolean | null;
  @nullable(Int, 'Also remove so many layers one by one, each time the one that costs the least loss, for the strategy GREEDY_LOSS.', {
    defaultValue: 0,
  })
  readonly greedyCount?: number | null;
}
