import { sql } from '@lamina/database';
import type DataLoader from 'dataloader';
import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { listQuery, relations, row, rows } from '../../data/relations.ts';
import { createRowLoader } from '../../data/request-loaders.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { field, outputType } from '../../paging/field.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { STUDIES } from './study.list.ts';
import { Study } from './study.type.ts';

@outputType('Number of jobs of a study by status.')
class StudyProgress {
  @field(Int, 'All jobs.') readonly total!: number;
  @field(Int, 'Jobs that wait or are queued.') readonly pending!: number;
  @field(Int, 'Running jobs.') readonly running!: number;
  @field(Int, 'Jobs that succeeded.') readonly succeeded!: number;
  @field(Int, 'Jobs that failed permanently.') readonly failed!: number;
  @field(Int, 'Jobs that were cancelled.') readonly cancelled!: number;
}

type ProgressRecord = StudyProgress & { readonly key: string };

const NO_JOBS: StudyProgress = { total: 0, pending: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0 };

/** Counts the jobs of studies by status, many studies in one statement. */
function createStudyProgressLoader(sqlReader: SqlReader): DataLoader<string, StudyProgress> {
  return createRowLoader(
    sqlReader,
    (keys) => sql`
      SELECT "studyId" AS "key", count(*)::int4 AS "total",
        (count(*) FILTER (WHERE "status" IN ('WAITING', 'QUEUED')))::int4 AS "pending",
        (count(*) FILTER (WHERE "status" = 'RUNNING'))::int4 AS "running",
        (count(*) FILTER (WHERE "status" = 'SUCCEEDED'))::int4 AS "succeeded",
        (count(*) FILTER (WHERE "status" = 'FAILED'))::int4 AS "failed",
        (count(*) FILTER (WHERE "status" = 'CANCELLED'))::int4 AS "cancelled"
      FROM "Job" WHERE "studyId" = ANY(${keys}::uuid[]) GROUP BY "studyId"`,
    (row: ProgressRecord | undefined) => row ?? NO_JOBS,
  );
}

/** Progress of studies. */
@Resolver(() => Study)
class StudyResolver {
  @FieldResolver(() => StudyProgress, { description: 'Number of its jobs by status.' })
  progress(@Root() { key }: Study, @Ctx() { loaders }: RequestContext): Promise<StudyProgress> {
    return loaders.get(createStudyProgressLoader).load(key);
  }
}

/** Fields of studies, and fields of models that lead to them. */
export const STUDY_RESOLVERS = [
  StudyResolver,
  listQuery(STUDIES, 'studies', 'Studies.'),
  ...relations(Study, { model: row(MODELS, 'modelKey', 'The model.') }),
  ...relations(Model, { studies: rows(STUDIES, { link: 'model' }, 'Studies of this model.') }),
];
