import { DEFAULT_SEARCH_PASSES } from '@lamina/plans';
import { ID, InputType, Int } from 'type-graphql';
import { field, inputType, nullable } from '../../paging/field.ts';
import { BosPolicy, ExecutionProvider } from '../vocabulary/measurement.ts';
import { SearchFitness, Strategy, UnitKind } from '../vocabulary/removal.ts';
import { RepairKind } from '../vocabulary/repair.ts';
import { RepairInput } from './repair.input.ts';

/** Tokens per window if the caller gives none; the value used for published measurements. */
export const DEFAULT_WINDOW = 256;

/** Fields of every submission, for all kinds of jobs. */
@InputType()
export abstract class SubmissionInput {
  @nullable(Int, 'Priority, -100 to 100: higher is taken first; bundled models are measured below 0.', { defaultValue: 0 })
  readonly priority?: number | null;
  @nullable(
    ExecutionProvider,
    'Required execution provider: only workers that have it take the job. Null = any worker, with the provider that the worker prefers.',
  )
  readonly requiredProvider?: ExecutionProvider | null;
  @nullable(String, 'A key that you choose. A second submission with the same key returns the jobs of the first.')
  readonly idempotencyKey?: string | null;
}

/** Fields of every submission that scores a model. */
@InputType()
export abstract class ScoringInput extends SubmissionInput {
  @field(String, 'Short name of the calibration set.') readonly calibration!: string;
  @nullable(Int, 'Tokens per window, 2 to 8192.', { defaultValue: DEFAULT_WINDOW }) readonly window?: number | null;
  @nullable(Int, 'Stride: tokens from the start of one window to the start of the next, 1 to 8192; null = the window length.')
  readonly stride?: number | null;
  @nullable(Int, 'Use only this number of windows from the start; null = the whole text.') readonly windows?: number | null;
  @nullable(Int, 'For EVOLUTIONARY: how often each search may read the text, 1 to 10000.', { defaultValue: DEFAULT_SEARCH_PASSES })
  readonly searchPasses?: number | null;
  @nullable(
    [Int],
    'At most 20 seeds of its searches; null = 0. All seeds show the spread; only the result of the first is repaired and written.',
  )
  readonly searchSeeds?: readonly number[] | null;
  @nullable(SearchFitness, 'The quantity that its searches minimise; null = DIVERGENCE.')
  readonly searchFitness?: SearchFitness | null;
  @nullable(RepairKind, 'For ITERATE_REPAIR: the repair after each step of its search, and of the result; not NONE; null = SCALAR.')
  readonly iterateRepair?: RepairKind | null;
}

@inputType('What to evaluate.')
export class SubmitEvaluationInput extends SubmissionInput {
  @field(String, 'Short name of the model.') readonly model!: string;
  @field([String], 'Names of the benchmarks to run, at least one.') readonly benchmarks!: readonly string[];
  @nullable([ID], 'Global ids of prunings, compared with the dense model, which is evaluated first if needed; null = only that one.')
  readonly prunings?: readonly string[] | null;
  @nullable(BosPolicy, 'Whether texts start with the beginning-of-sequence token.', { defaultValue: BosPolicy.AUTO })
  readonly bos?: BosPolicy | null;
}

@inputType('Units to remove together; indices of layers start at 0. A layer in both lists, attention and MLP, is removed as a whole.')
export class RemovedUnitsInput {
  @nullable([Int], 'Whole layers.') readonly blocks?: readonly number[] | null;
  @nullable([Int], 'Layers of which the attention is removed.') readonly attention?: readonly number[] | null;
  @nullable([Int], 'Layers of which the MLP is removed.') readonly mlp?: readonly number[] | null;
}

@inputType('What to prune: strategies with counts, lists of layers, or both.')
export class SubmitPruningInput extends SubmissionInput {
  @field(String, 'Short name of the model.') readonly model!: string;
  @nullable([Strategy], 'Strategies that choose the layers; each needs counts.') readonly strategies?: readonly Strategy[] | null;
  @nullable([Int], 'Numbers of units to remove; for whole layers, each from 1 to the number of layers − 1.')
  readonly counts?: readonly number[] | null;
  @nullable([Int], 'Seeds of the random strategies, one pruning each; null = 0 to 4.') readonly seeds?: readonly number[] | null;
  @nullable(Boolean, 'Protect the first layer from removal.', { defaultValue: false }) readonly protectFirst?: boolean | null;
  @nullable(Boolean, 'Protect the last layer from removal.', { defaultValue: false }) readonly protectLast?: boolean | null;
  @nullable([[Int]], 'Lists of layers to remove; indices start at 0.')
  readonly removals?: readonly (readonly number[])[] | null;
  @nullable([RemovedUnitsInput], 'Sets of layers, attentions and MLPs to remove.')
  readonly removedUnits?: readonly RemovedUnitsInput[] | null;
  @nullable([[UnitKind]], 'Sets of kinds of units that strategies may remove; null = [[BLOCK]], whole layers.')
  readonly units?: readonly (readonly UnitKind[])[] | null;
  @nullable([RepairInput], 'Repairs of the removed layers, each stored beside the removal alone.')
  readonly repairs?: readonly RepairInput[] | null;
  @nullable(ID, 'Global id of the score run that chooses the layers; null = the newest of the model.') readonly scoreRun?: string | null;
}

@inputType('What to score.')
export class SubmitScoreRunInput extends ScoringInput {
  @field(String, 'Short name of the model.') readonly model!: string;
  @nullable(BosPolicy, 'Whether each window starts with the beginning-of-sequence token.', { defaultValue: BosPolicy.AUTO })
  readonly bos?: BosPolicy | null;
  @nullable(String, "Use the k-th of every n documents, written 'k/n'; null = all.") readonly documentPart?: string | null;
  @nullable(Boolean, 'For the strategy LEAVE_ONE_OUT_LOSS: also measure the loss without each single layer.', { defaultValue: false })
  readonly leaveOneOut?: boolean | null;
  @nullable(Int, 'For the strategy GREEDY_LOSS: also remove this number of units, by the loss measured again after each.', {
    defaultValue: 0,
  })
  readonly greedyCount?: number | null;
  @nullable(Int, 'For the strategy ITERATE: also remove this number of units, by influence measured again after each.', { defaultValue: 0 })
  readonly iterateCount?: number | null;
  @nullable(Int, 'For the strategy ITERATE_REPAIR: also remove this number of layers, with a repair after each.', { defaultValue: 0 })
  readonly iterateRepairCount?: number | null;
  @nullable([Int], 'For the strategy EVOLUTIONARY: numbers of units. One search per number looks for units to remove together.')
  readonly searchCounts?: readonly number[] | null;
  @nullable(
    [[UnitKind]],
    'Sets of kinds of units: the searches above run once per set; ITERATE_REPAIR only with [BLOCK]; null = [[BLOCK]], whole layers. Sets with a sublayer that the model does not have are skipped.',
  )
  readonly searchUnits?: readonly (readonly UnitKind[])[] | null;
}
