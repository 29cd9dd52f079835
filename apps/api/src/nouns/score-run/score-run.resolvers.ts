import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { listQuery, optionalRow, relations, row, rows } from '../../data/relations.ts';
import { CALIBRATION_CONFIGS } from '../calibration-set/calibration-config.list.ts';
import { CalibrationSet } from '../calibration-set/calibration-set.type.ts';
import { Job } from '../job/job.type.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { MODEL_REVISIONS } from '../model-revision/model-revision.list.ts';
import { RECORDINGS } from '../recording/recording.list.ts';
import { ResultImport } from '../result-import/result-import.type.ts';
import { Metric } from '../vocabulary/metric.ts';
import { createCanonicalRunLoader, encodeCanonicalRunKey } from './canonical-run.loader.ts';
import { SCORE_RUNS } from './score-run.list.ts';
import { ScoreRun } from './score-run.type.ts';

/** The canonical score run of a model. */
@Resolver(() => Model)
class CanonicalRunResolver {
  @FieldResolver(() => ScoreRun, {
    nullable: true,
    description:
      'The score run that represents the model on every page and in every comparison. Measured runs come before imported runs; runs on the whole text before runs on a part, and larger parts first; then the protocol that was measured first; then the newest run. Null if the metric is not measured yet.',
  })
  async canonicalScoreRun(
    @Root() { revisionKey }: Model,
    @Arg('metric', () => Metric, { nullable: true, defaultValue: Metric.BLOCK_INFLUENCE, description: 'Metric that the run must have.' })
    metric: Metric | null,
    @Arg('lane', () => String, { nullable: true, description: 'Only runs by this protocol; null = any.' }) lane: string | null,
    @Ctx() { loaders, reader, release }: RequestContext,
  ): Promise<ScoreRun | null> {
    const wanted = { metric: metric ?? Metric.BLOCK_INFLUENCE, lane: lane ?? null, cut: release?.cut ?? null };
    const key = await loaders.get(createCanonicalRunLoader).load(encodeCanonicalRunKey({ revisionKey, ...wanted }));
    return key === null ? null : reader.getByKey(SCORE_RUNS, key);
  }
}

/** Fields of score runs, and fields that lead to them. */
export const SCORE_RUN_RESOLVERS = [
  CanonicalRunResolver,
  listQuery(SCORE_RUNS, 'scoreRuns', 'Score runs.'),
  ...relations(ScoreRun, {
    model: row(MODELS, 'modelKey', 'The model.'),
    revision: row(MODEL_REVISIONS, 'revisionKey', 'The revision that was measured.'),
    calibration: row(CALIBRATION_CONFIGS, 'calibrationConfigKey', 'The calibration text and its windows.'),
    recording: optionalRow(RECORDINGS, 'recordingKey', 'The recording that it came with; null if it was measured or imported here.'),
  }),
  ...relations(Job, {
    scoreRun: optionalRow(SCORE_RUNS, 'scoreRunKey', 'The score run that it stored; null before that, and for other kinds of jobs.'),
  }),
  ...relations(Model, { scoreRuns: rows(SCORE_RUNS, { link: 'revision', by: 'revisionKey' }, 'Score runs of the current revision.') }),
  ...relations(CalibrationSet, { scoreRuns: rows(SCORE_RUNS, { link: 'calibrationSet' }, 'Score runs on it.') }),
  ...relations(ResultImport, { scoreRuns: rows(SCORE_RUNS, { link: 'import' }, 'Score runs from this import.') }),
];
