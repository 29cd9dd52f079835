import { Float, Int } from 'type-graphql';
import { field, inputType, nullable } from '../../paging/field.ts';
import { ExecutionProvider } from '../vocabulary/execution-provider.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { WeightPrecision } from '../vocabulary/weight-precision.ts';

@inputType("One more way to score a model; what is null is as in the study's own scoring.")
export class CalibrationCutInput {
  @nullable(String, 'Short name of the calibration set.') readonly calibration?: string | null;
  @nullable(Int, 'Tokens per window, 2 to 8192.') readonly window?: number | null;
  @nullable(Int, 'Tokens from one window to the next, 1 to 8192; null = the window.') readonly stride?: number | null;
  @nullable(Int, 'Use the first so many windows.') readonly windows?: number | null;
  @nullable(String, "Take the k-th of every n documents, written 'k/n': '1/2' and '2/2' are the two halves.")
  readonly documentPart?: string | null;
}

/** Tokens per window when the caller names none: the window of the published measurements. */
export const DEFAULT_WINDOW = 256;

@inputType('What to measure: each model becomes one study of its own.')
export class SubmitStudyInput {
  @field([String], 'Short names of the models, 1 to 20.') readonly models!: readonly string[];
  @field(String, 'Short name of the calibration set.') readonly calibration!: string;
  @field([Strategy], 'Strategies to compare, at least one.') readonly strategies!: readonly Strategy[];
  @field([Int], 'Numbers of layers to remove, each at least 1; one that a model is too small for is left out.')
  readonly counts!: readonly number[];
  @field([String], 'Names of the benchmarks to run, dense and pruned: bundled ones, or built-in tasks and groups, as hellaswag or mmlu.')
  readonly benchmarks!: readonly string[];
  @nullable(Int, 'Tokens per scoring window, 2 to 8192.', { defaultValue: DEFAULT_WINDOW }) readonly window?: number | null;
  @nullable(Int, 'Tokens from one window to the next, 1 to 8192; null = the window.') readonly stride?: number | null;
  @nullable(Int, 'Use the first so many windows; null = the whole text.') readonly windows?: number | null;
  @nullable(Boolean, 'Keep the first layer whatever its score.', { defaultValue: false }) readonly protectFirst?: boolean | null;
  @nullable(Boolean, 'Keep the last layer whatever its score.', { defaultValue: false }) readonly protectLast?: boolean | null;
  @nullable(Float, 'The first so many documents of each benchmark, or below 1 that share of them; null = all.')
  readonly limit?: number | null;
  @nullable(Int, 'Solved examples before each question, 0 to 100; null = what each benchmark says.') readonly shots?: number | null;
  @nullable(
    [CalibrationCutInput],
    'Further ways to score the same model, at most 20, which choose nothing: calibrationSensitivity compares them.',
  )
  readonly sensitivity?: readonly CalibrationCutInput[] | null;
  @nullable(
    [WeightPrecision],
    'Quantized forms to study too, each as a model of its own with a study of its own: quantizationTable compares them. A form that a model has already is left out.',
  )
  readonly precisions?: readonly WeightPrecision[] | null;
  @nullable(Boolean, "Whether speed and memory are measured too, on the scorer's machine: dense and at every count.", {
    defaultValue: false,
  })
  readonly efficiency?: boolean | null;
  @nullable([Int], 'Seeds of the random strategies, one pruning each; null = 0 to 4.') readonly seeds?: readonly number[] | null;
  @nullable(Int, 'Priority of its jobs, -100 to 100: higher is taken first. What Lamina measures of itself comes after 0.', {
    defaultValue: 0,
  })
  readonly priority?: number | null;
  @nullable(ExecutionProvider, 'What its jobs must run on: only workers that have it take them. Null: any worker, on what it prefers.')
  readonly requiredProvider?: ExecutionProvider | null;
  @nullable(String, 'Key of your own: a second submission with the same key answers with the studies of the first.')
  readonly idempotencyKey?: string | null;
}
