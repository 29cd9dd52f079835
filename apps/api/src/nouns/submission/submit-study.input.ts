import { Field, Float, InputType, Int } from 'type-graphql';
import { ExecutionProvider } from '../vocabulary/execution-provider.ts';
import { Strategy } from '../vocabulary/strategy.ts';
import { WeightPrecision } from '../vocabulary/weight-precision.ts';

/** One more way to score a model. */
@InputType({ description: "One more way to score a model; what is null is as in the study's own scoring." })
export class CalibrationCutInput {
  @Field(() => String, { nullable: true, description: 'Short name of the calibration set.' })
  readonly calibration?: string | null;

  @Field(() => Int, { nullable: true, description: 'Tokens per window, 2 to 8192.' })
  readonly window?: number | null;

  @Field(() => Int, { nullable: true, description: 'Tokens from one window to the next, 1 to 8192; null = the window.' })
  readonly stride?: number | null;

  @Field(() => Int, { nullable: true, description: 'Use the first so many windows.' })
  readonly windows?: number | null;

  @Field(() => String, {
    nullable: true,
    description: "Take the k-th of every n documents, written 'k/n': '1/2' and '2/2' are the two halves.",
  })
  readonly documentPart?: string | null;
}

/** Tokens per window when the caller names none: the window of the published measurements. */
export const DEFAULT_WINDOW = 256;

/** What a study is asked for. */
@InputType({ description: 'What to measure: each model becomes one study of its own.' })
export class SubmitStudyInput {
  @Field(() => [String], { description: 'Short names of the models, 1 to 20.' })
  readonly models!: readonly string[];

  @Field(() => String, { description: 'Short name of the calibration set.' })
  readonly calibration!: string;

  @Field(() => [Strategy], { description: 'Strategies to compare, at least one.' })
  readonly strategies!: readonly Strategy[];

  @Field(() => [Int], { description: 'Numbers of layers to remove, each at least 1; one that a model is too small for is left out.' })
  readonly counts!: readonly number[];

  @Field(() => [String], {
    description: 'Names of the benchmarks to run, dense and pruned: bundled ones, or built-in tasks and groups, as hellaswag or mmlu.',
  })
  readonly benchmarks!: readonly string[];

  @Field(() => Int, { nullable: true, defaultValue: DEFAULT_WINDOW, description: 'Tokens per scoring window, 2 to 8192.' })
  readonly window?: number | null;

  @Field(() => Int, { nullable: true, description: 'Tokens from one window to the next, 1 to 8192; null = the window.' })
  readonly stride?: number | null;

  @Field(() => Int, { nullable: true, description: 'Use the first so many windows; null = the whole text.' })
  readonly windows?: number | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Keep the first layer whatever its score.' })
  readonly protectFirst?: boolean | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Keep the last layer whatever its score.' })
  readonly protectLast?: boolean | null;

  @Field(() => Float, {
    nullable: true,
    description: 'The first so many documents of each benchmark, or below 1 that share of them; null = all.',
  })
  readonly limit?: number | null;

  @Field(() => Int, { nullable: true, description: 'Solved examples before each question, 0 to 100; null = what each benchmark says.' })
  readonly shots?: number | null;

  @Field(() => [CalibrationCutInput], {
    nullable: true,
    description: 'Further ways to score the same model, at most 20, which choose nothing: calibrationSensitivity compares them.',
  })
  readonly sensitivity?: readonly CalibrationCutInput[] | null;

  @Field(() => [WeightPrecision], {
    nullable: true,
    description:
      'Quantized forms to study too, each as a model of its own with a study of its own: quantizationTable compares them. A form that a model has already is left out.',
  })
  readonly precisions?: readonly WeightPrecision[] | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: "Whether speed and memory are measured too, on the scorer's machine: dense and at every count.",
  })
  readonly efficiency?: boolean | null;

  @Field(() => [Int], { nullable: true, description: 'Seeds of the random strategies, one pruning each; null = 0 to 4.' })
  readonly seeds?: readonly number[] | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 0,
    description: 'Priority of its jobs, -100 to 100: higher is taken first. What Lamina measures of itself comes after 0.',
  })
  readonly priority?: number | null;

  @Field(() => ExecutionProvider, {
    nullable: true,
    description: 'What its jobs must run on: only workers that have it take them. Null: any worker, on what it prefers.',
  })
  readonly requiredProvider?: ExecutionProvider | null;

  @Field(() => String, {
    nullable: true,
    description: 'Key of your own: a second submission with the same key answers with the studies of the first.',
  })
  readonly idempotencyKey?: string | null;
}
