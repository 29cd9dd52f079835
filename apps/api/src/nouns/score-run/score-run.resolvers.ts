import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { listField, listQuery, optionalRowField, rowField } from '../../data/relations.ts';
import { CALIBRATION_CONFIGS } from '../calibration-set/calibration-config.list.ts';
import { CalibrationConfig } from '../calibration-set/calibration-config.type.ts';
import { CalibrationSet } from '../calibration-set/calibration-set.type.ts';
import { Job } from '../job/job.type.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { MODEL_REVISIONS } from '../model-revision/model-revision.list.ts';
import { ModelRevision } from '../model-revision/model-revision.type.ts';
import { RESULT_IMPORTS } from '../result-import/result-import.list.ts';
import { ResultImport } from '../result-import/result-import.type.ts';
import { STUDIES } from '../study/study.list.ts';
import { Study } from '../study/study.type.ts';
import { VerificationState } from '../vocabulary/verification-state.ts';
import { SCORE_RUNS } from './score-run.list.ts';
import { ScoreRun } from './score-run.type.ts';
import { createScoreRunSeriesLoader, ScoreRunSeries } from './score-run-series.loader.ts';

/** What score runs hold besides their rows. */
@Resolver(() => ScoreRun)
class ScoreRunResolver {
  @FieldResolver(() => ScoreRunSeries, { description: 'Its long arrays: ask for them only where they are needed.' })
  series(@Root() { key }: ScoreRun, @Ctx() { loaders }: RequestContext): Promise<ScoreRunSeries> {
    return loaders.get(createScoreRunSeriesLoader).load(key);
  }

  @FieldResolver(() => VerificationState, { description: 'How far it can be relied on: MEASURED or SELF_REPORTED.' })
  verification(@Root() { importKey }: ScoreRun): VerificationState {
    return importKey === null ? VerificationState.MEASURED : VerificationState.SELF_REPORTED;
  }
}

const ownKey = ({ key }: { readonly key: string }): string => key;

/** Fields of score runs, and of what has them. */
export const SCORE_RUN_RESOLVERS = [
  ScoreRunResolver,
  listQuery(SCORE_RUNS, 'scoreRuns', 'Score runs.'),
  rowField(MODELS, { of: ScoreRun, name: 'model', key: ({ modelKey }) => modelKey, description: 'The model.' }),
  rowField(MODEL_REVISIONS, {
    of: ScoreRun,
    name: 'revision',
    key: ({ revisionKey }) => revisionKey,
    description: 'The revision that was measured.',
  }),
  rowField(CALIBRATION_CONFIGS, {
    of: ScoreRun,
    name: 'calibration',
    key: ({ calibrationConfigKey }) => calibrationConfigKey,
    description: 'The text and how it was cut.',
  }),
  optionalRowField(STUDIES, { of: ScoreRun, name: 'study', key: ({ studyKey }) => studyKey, description: 'The study it belongs to.' }),
  optionalRowField(RESULT_IMPORTS, {
    of: ScoreRun,
    name: 'import',
    key: ({ importKey }) => importKey,
    description: 'The import that brought it; null where the scorer measured it.',
  }),
  optionalRowField(SCORE_RUNS, {
    of: Job,
    name: 'scoreRun',
    key: ({ scoreRunKey }) => scoreRunKey,
    description: 'The score run that it stored; null before, and for other kinds.',
  }),
  listField(SCORE_RUNS, {
    of: Model,
    name: 'scoreRuns',
    link: 'revision',
    key: ({ revisionKey }) => revisionKey,
    description: 'Score runs of the current revision.',
  }),
  listField(SCORE_RUNS, { of: ModelRevision, name: 'scoreRuns', link: 'revision', key: ownKey, description: 'Its score runs.' }),
  listField(SCORE_RUNS, {
    of: CalibrationConfig,
    name: 'scoreRuns',
    link: 'calibrationConfig',
    key: ownKey,
    description: 'Score runs on it.',
  }),
  listField(SCORE_RUNS, { of: CalibrationSet, name: 'scoreRuns', link: 'calibrationSet', key: ownKey, description: 'Score runs on it.' }),
  listField(SCORE_RUNS, { of: ResultImport, name: 'scoreRuns', link: 'import', key: ownKey, description: 'Score runs that it brought.' }),
  listField(SCORE_RUNS, { of: Study, name: 'scoreRuns', link: 'study', key: ownKey, description: 'Its score runs.' }),
];
