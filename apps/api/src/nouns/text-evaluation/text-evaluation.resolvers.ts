import { listQuery, optionalRow, relations, row, rows } from '../../data/relations.ts';
import { Job } from '../job/job.type.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { Pruning } from '../pruning/pruning.type.ts';
import { RECORDINGS } from '../recording/recording.list.ts';
import { TEXT_EVALUATIONS } from './text-evaluation.list.ts';
import { TextEvaluation } from './text-evaluation.type.ts';

/** Losses on texts, and fields that lead to them. */
export const TEXT_EVALUATION_RESOLVERS = [
  listQuery(TEXT_EVALUATIONS, 'textEvaluations', 'Losses of all models on texts, as a flat table: one row per change and text.'),
  ...relations(TextEvaluation, {
    model: row(MODELS, 'modelKey', 'The model.'),
    pruning: optionalRow(PRUNINGS, 'pruningKey', 'The pruning; null for a whole model.'),
    original: optionalRow(TEXT_EVALUATIONS, 'originalKey', 'The evaluation of the original of a quantized form on the same windows.'),
    recording: optionalRow(RECORDINGS, 'recordingKey', 'The recording that it came with; null if it was measured here.'),
  }),
  ...relations(Model, {
    textEvaluations: rows(TEXT_EVALUATIONS, { link: 'revision', by: 'revisionKey' }, 'Losses of the current revision, whole and changed.'),
  }),
  ...relations(Pruning, { textEvaluations: rows(TEXT_EVALUATIONS, { link: 'pruning' }, 'Losses of the pruned model, one per text.') }),
  ...relations(Job, { textEvaluations: rows(TEXT_EVALUATIONS, { link: 'job' }, 'Losses that this job stored.') }),
];
