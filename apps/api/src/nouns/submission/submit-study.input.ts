import { DEFAULT_CONFIDENCE } from '@lamina/jobs';
import { Float, Int } from 'type-graphql';
import { field, inputType, nullable } from '../../paging/field.ts';
import { WeightPrecision } from '../vocabulary/model.ts';
import { Strategy, UnitKind } from '../vocabulary/removal.ts';
import { RepairInput } from './repair.input.ts';
import { RemovedUnitsInput, ScoringInput } from './submission.input.ts';

@inputType('Ends a score before its text ends, as soon as the layers of lowest block influence are known.')
export class ScoreUntilInput {
  @nullable(Float, 'Required confidence in the set of layers, 0.5 to 0.999.', { defaultValue: DEFAULT_CONFIDENCE })
  readonly confidence?: number | null;
  @nullable(Int, 'Seed of the random order in which windows are read.', { defaultValue: 0 }) readonly seed?: number | null;
}

@inputType('What to measure. Each model gets its own study.')
export class SubmitStudyInput extends ScoringInput {
  @field([String], 'Short names of the models, 1 to 20.') readonly models!: readonly string[];
  @field([Strategy], 'Strategies to compare, at least one.') readonly strategies!: readonly Strategy[];
  @field([Int], 'Numbers of units to remove, each at least 1. A number that is too large for a model is skipped.')
  readonly counts!: readonly number[];
  @field(
    [String],
    'Names of the benchmarks to run, dense and pruned: bundled benchmarks, or built-in tasks and groups such as hellaswag or mmlu.',
  )
  readonly benchmarks!: readonly string[];
  @nullable(ScoreUntilInput, 'Score only until the lowest layers are known, as many as the largest count; null = the whole text.')
  readonly until?: ScoreUntilInput | null;
  @nullable(Boolean, 'Protect the first layer from removal.', { defaultValue: false }) readonly protectFirst?: boolean | null;
  @nullable(Boolean, 'Protect the last layer from removal.', { defaultValue: false }) readonly protectLast?: boolean | null;
  @nullable(Float, 'Number of documents of each benchmark, from the start; below 1 = a share of them; null = all.')
  readonly limit?: number | null;
  @nullable(Int, 'Solved examples (shots) before each question, 0 to 100; null = the default of each benchmark.')
  readonly shots?: number | null;
  @nullable(
    [WeightPrecision],
    'Quantized forms to study too. Each form becomes a separate model with its own study; quantizationTable compares them. A form that already exists is skipped.',
  )
  readonly precisions?: readonly WeightPrecision[] | null;
  @nullable(
    [[UnitKind]],
    'Sets of kinds of units that strategies may remove. Kinds of one set are ranked together; null = [[BLOCK]], whole layers. ANGULAR_SPAN, ITERATE_REPAIR and RELATIVE_MAGNITUDE choose whole layers only.',
  )
  readonly units?: readonly (readonly UnitKind[])[] | null;
  @nullable([RemovedUnitsInput], 'Sets of layers, attentions and MLPs to remove beside what the strategies choose, at most 100.')
  readonly removals?: readonly RemovedUnitsInput[] | null;
  @nullable([RepairInput], 'Repairs of the removed layers, at most 20, each measured beside the removal alone.')
  readonly repairs?: readonly RepairInput[] | null;
  @nullable(Boolean, 'Whether to measure speed and memory too, for the dense model and at every count.', { defaultValue: false })
  readonly efficiency?: boolean | null;
  @nullable([Int], 'Seeds of the random strategies, one pruning each; null = 0 to 4.') readonly seeds?: readonly number[] | null;
}
