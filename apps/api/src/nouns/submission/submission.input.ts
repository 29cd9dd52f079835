import {
  COMBINATION_RULE,
  COMBINED_PARTS,
  EVALUATE_MODEL,
  option,
  PRUNE_MODEL,
  REQUIRABLE_PROVIDERS,
  SCORE_MODEL,
  studyRequest,
} from '@lamina/jobs';
import type { Unit, UnitKind } from '@lamina/plans';
import { z } from 'zod';
import { inputOf } from './input-of.ts';

const MAX_MODELS = 20;
const MAX_PRUNINGS = 500;
const MAX_REMOVALS = 100;

const model = option(z.string().min(1), 'Model', 'Short name of the model.');
/** Options of every submission. */
const PLACEMENT = {
  priority: option(z.int().default(0), 'Priority', '-100 to 100: higher is taken first; bundled models are measured below 0.'),
  requiredProvider: option(
    z.enum(REQUIRABLE_PROVIDERS).optional(),
    'Execution provider',
    'Required execution provider: only workers that have it take the job. Null = any worker, with the provider that the worker prefers.',
  ),
  idempotencyKey: option(
    z.string().min(1).optional(),
    'Key',
    'A key that you choose. A second submission with the same key returns the jobs of the first.',
  ),
};

const indices = z.array(z.int().min(0)).default([]);
const removedUnits = option(
  z.strictObject({
    blocks: option(indices, 'Layers', 'Whole layers.'),
    attention: option(indices, 'Attentions', 'Layers of which the token mixer is removed.'),
    mlp: option(indices, 'MLPs', 'Layers of which the MLP is removed.'),
  }),
  'Units',
  'Units to remove together; indices of layers start at 0. A layer in both lists of sublayers is removed as a whole.',
);

/** People name units by lists; jobs take units. */
function toUnits({ blocks, attention, mlp }: z.output<typeof removedUnits>): readonly Unit[] {
  const list = (kind: UnitKind, layers: readonly number[]): readonly Unit[] => layers.map((block) => ({ kind, block }));
  return [...list('block', blocks), ...list('attention', attention), ...list('mlp', mlp)];
}

const removals = option(
  z
    .array(removedUnits)
    .max(MAX_REMOVALS)
    .default([])
    .transform((sets) => sets.map(toUnits)),
  'Named layers',
  'Sets of layers, token mixers and MLPs to remove, beside what strategies choose. Indices start at 0.',
);

const combination = z
  .strictObject({ removal: removedUnits.optional(), ...COMBINED_PARTS })
  .transform(({ removal, ...parts }) => ({ ...parts, remove: removal === undefined ? [] : toUnits(removal) }))
  .refine(...COMBINATION_RULE);
const combinations = option(
  z.array(combination).max(MAX_REMOVALS).default([]),
  'Combinations',
  'Changes of several parts at once: units that go, a smaller vocabulary, and types of weights.',
);

const { revisionId: _scored, ...scoreOptions } = SCORE_MODEL.payload.shape;
const { revisionId: _pruned, scoreRunId: _run, strategies, counts, ...pruneOptions } = PRUNE_MODEL.payload.shape;
const { texts, reading, benchmarks, limit, shots, bos } = EVALUATE_MODEL.payload.shape;

/** People submit the options of the jobs, with the model and the time when its jobs run. */
export const SUBMISSION = {
  study: z.strictObject({
    models: option(z.array(z.string().min(1)).min(1).max(MAX_MODELS), 'Models', 'Short names of the models, 1 to 20.'),
    ...studyRequest.shape,
    removals,
    combinations,
    ...PLACEMENT,
  }),
  scoreRun: z.strictObject({ model, ...scoreOptions, ...PLACEMENT }),
  pruning: z.strictObject({
    model,
    strategies: option(strategies.min(0).default([]), 'Strategies', 'Strategies that choose the layers; each needs counts.'),
    counts: option(
      counts.min(0).default([]),
      'Counts',
      'Numbers of units to remove; for whole layers, each from 1 to the number of layers − 1.',
    ),
    ...pruneOptions,
    removals,
    combinations,
    scoreRun: option(
      z.string().optional(),
      'Scores',
      'Global id of the score run that chooses the layers; null = the newest of the model.',
    ),
    ...PLACEMENT,
  }),
  evaluation: z.strictObject({
    model,
    texts,
    reading,
    benchmarks,
    limit,
    shots,
    bos,
    prunings: option(
      z.array(z.string()).min(1).max(MAX_PRUNINGS).optional(),
      'Prunings',
      'Global ids of prunings, compared with the dense model, which is evaluated first if needed; null = only that one.',
    ),
    ...PLACEMENT,
  }),
};

/** Complete options of a submission. */
export type SubmissionOf<Name extends keyof typeof SUBMISSION> = z.output<(typeof SUBMISSION)[Name]>;

const types = {
  removal: 'RemovedUnitsInput',
  removals: 'RemovedUnitsInput',
  combinations: 'CombinedChangeInput',
  repairs: 'RepairInput',
  reading: 'TextReadingInput',
};

export const SubmitStudyInput = inputOf('SubmitStudyInput', 'The measurements to make. Each model gets its own study.', SUBMISSION.study, {
  types: { ...types, until: 'ScoreUntilInput' },
});
export const SubmitScoreRunInput = inputOf('SubmitScoreRunInput', 'The model and text to score.', SUBMISSION.scoreRun, {
  types: { until: 'ScoreUntilCountInput', searches: 'SearchInput' },
});
export const SubmitPruningInput = inputOf(
  'SubmitPruningInput',
  'The prunings: strategies with counts, sets of layers, smaller vocabularies, types of weights, and combinations of these.',
  SUBMISSION.pruning,
  { types: { ...types, repairs: 'PruningRepairInput' }, ids: ['scoreRun'] },
);
export const SubmitEvaluationInput = inputOf('SubmitEvaluationInput', 'The evaluation to make.', SUBMISSION.evaluation, {
  types,
  ids: ['prunings'],
});
