import { holmAdjusted, type McNemarTest, mcNemarTests } from '@lamina/database';
import DataLoader from 'dataloader';
import { Ctx, FieldResolver, Float, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { listQuery, optionalRow, relations, row, rows } from '../../data/relations.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { BENCHMARKS } from '../benchmark/benchmark.list.ts';
import { Benchmark } from '../benchmark/benchmark.type.ts';
import { Job } from '../job/job.type.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { Pruning } from '../pruning/pruning.type.ts';
import { RECORDINGS } from '../recording/recording.list.ts';
import { ResultImport } from '../result-import/result-import.type.ts';
import { EVALUATIONS } from './evaluation.list.ts';
import { Evaluation } from './evaluation.type.ts';
import { SAMPLES } from './sample.list.ts';

/** Fields of evaluations that compare them with others. */
@Resolver(() => Evaluation)
class EvaluationResolver {
  @FieldResolver(() => Float, {
    nullable: true,
    description:
      "mcNemarP after Holm's correction over all benchmarks on which this metric of this pruning was tested by this protocol; null if mcNemarP is null.",
  })
  holmP(@Root() { key, mcNemarP }: Evaluation, @Ctx() { loaders }: RequestContext): Promise<number | null> | null {
    return mcNemarP === null ? null : loaders.get(createHolmPLoader).load(key);
  }
}

/** Fields of evaluations, and fields that lead to them. */
export const EVALUATION_RESOLVERS = [
  EvaluationResolver,
  listQuery(EVALUATIONS, 'evaluations', 'Evaluations of all models, as a flat table.'),
  ...relations(Evaluation, {
    model: row(MODELS, 'modelKey', 'The model.'),
    pruning: optionalRow(PRUNINGS, 'pruningKey', 'The pruning; null for the dense model.'),
    benchmark: row(BENCHMARKS, 'benchmarkKey', 'The benchmark.'),
    dense: optionalRow(EVALUATIONS, 'denseKey', 'The dense evaluation that retention is measured against.'),
    recording: optionalRow(RECORDINGS, 'recordingKey', 'The recording that it came with; null if it was measured or imported here.'),
    samples: rows(SAMPLES, { link: 'evaluation' }, 'The answers of the model, document by document.'),
  }),
  ...relations(Model, {
    evaluations: rows(EVALUATIONS, { link: 'revision', by: 'revisionKey' }, 'Evaluations of the current revision, dense and pruned.'),
  }),
  ...relations(Benchmark, { evaluations: rows(EVALUATIONS, { link: 'benchmark' }, 'Evaluations with this benchmark.') }),
  ...relations(Pruning, { evaluations: rows(EVALUATIONS, { link: 'pruning' }, 'Evaluations of the pruned model.') }),
  ...relations(ResultImport, { evaluations: rows(EVALUATIONS, { link: 'import' }, 'Evaluations from this import.') }),
  ...relations(Job, {
    evaluations: rows(EVALUATIONS, { link: 'job' }, 'Evaluations that this job stored. Those of an earlier job belong to that job.'),
  }),
];

/** McNemar p-values with Holm's correction over the benchmarks of one pruning, metric and protocol; for many evaluations in one statement. */
function createHolmPLoader(sqlReader: SqlReader): DataLoader<string, number | null> {
  return new DataLoader(async (keys) => {
    const adjusted = holmAdjusted(await sqlReader.readRows<McNemarTest>(mcNemarTests(keys)));
    return keys.map((key) => adjusted.get(key) ?? null);
  });
}
