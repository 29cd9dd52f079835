import { sql } from '@lamina/database';
import type DataLoader from 'dataloader';
import { Arg, Ctx, Field, FieldResolver, Float, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { listQuery, optionalRow, relations, row, rows } from '../../data/relations.ts';
import { createRowLoader } from '../../data/request-loaders.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { outputType } from '../../paging/field.ts';
import { CALIBRATION_CONFIGS } from '../calibration-set/calibration-config.list.ts';
import { CalibrationSet } from '../calibration-set/calibration-set.type.ts';
import { Job } from '../job/job.type.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { MODEL_REVISIONS } from '../model-revision/model-revision.list.ts';
import { RECORDINGS } from '../recording/recording.list.ts';
import { ResultImport } from '../result-import/result-import.type.ts';
import { VerificationState } from '../vocabulary/measurement.ts';
import { Metric } from '../vocabulary/metric.ts';
import { createCanonicalRunLoader, encodeCanonicalRunKey } from './canonical-run.loader.ts';
import { SCORE_RUNS } from './score-run.list.ts';
import { ScoreRun } from './score-run.type.ts';

@outputType('The long arrays of a score run; null entries are undefined values.')
class ScoreRunSeries {
  @Field(() => [Float], { nullable: 'items', description: 'Mean norm of each of the blockCount + 1 states.' })
  readonly hiddenNorm!: readonly (number | null)[];

  @Field(() => [[Float]], { nullable: 'items', description: 'Mean cosine between any two states, (blockCount + 1)².' })
  readonly cosineMatrix!: readonly (readonly (number | null)[])[];

  @Field(() => [[Float]], {
    nullable: 'items',
    description: "Mean angle between any two states at a window's last token, divided by π, (blockCount + 1)².",
  })
  readonly angularLastToken!: readonly (readonly (number | null)[])[];
}

type SeriesRecord = ScoreRunSeries & { readonly key: string };

/** Loads the long arrays of score runs by key, many runs in one statement. */
function createScoreRunSeriesLoader(sqlReader: SqlReader): DataLoader<string, ScoreRunSeries> {
  return createRowLoader(
    sqlReader,
    (keys) => sql`
      SELECT "id" AS "key", "hiddenNorm", "cosineMatrix", "angularLastToken"
      FROM "ScoreRun" WHERE "id" = ANY(${keys}::uuid[])`,
    (row: SeriesRecord | undefined, key) => row ?? new Error(`ScoreRun ${key} is gone`),
  );
}

/** Fields of score runs beyond their columns. */
@Resolver(() => ScoreRun)
class ScoreRunResolver {
  @FieldResolver(() => ScoreRunSeries, { description: 'Its long arrays; request them only if you need them.' })
  series(@Root() { key }: ScoreRun, @Ctx() { loaders }: RequestContext): Promise<ScoreRunSeries> {
    return loaders.get(createScoreRunSeriesLoader).load(key);
  }

  @FieldResolver(() => VerificationState, { description: 'Whether it was measured here or imported: MEASURED or SELF_REPORTED.' })
  verification(@Root() { importKey }: ScoreRun): VerificationState {
    return importKey === null ? VerificationState.MEASURED : VerificationState.SELF_REPORTED;
  }
}

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
  ScoreRunResolver,
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
