import { Ctx, FieldResolver, Float, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { listField, listQuery, optionalRowField, rowField } from '../../data/relations.ts';
import { BENCHMARKS } from '../benchmark/benchmark.list.ts';
import { Benchmark } from '../benchmark/benchmark.type.ts';
import { Job } from '../job/job.type.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { MODEL_REVISIONS } from '../model-revision/model-revision.list.ts';
import { ModelRevision } from '../model-revision/model-revision.type.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { Pruning } from '../pruning/pruning.type.ts';
import { RESULT_IMPORTS } from '../result-import/result-import.list.ts';
import { ResultImport } from '../result-import/result-import.type.ts';
import { VerificationState } from '../vocabulary/verification-state.ts';
import { EVALUATIONS } from './evaluation.list.ts';
import { Evaluation } from './evaluation.type.ts';
import { createEvaluationVerificationLoader } from './evaluation-verification.loader.ts';
import { createHolmPLoader } from './holm-p.loader.ts';
import { SAMPLES } from './sample.list.ts';

/** What evaluations say beside others. */
@Resolver(() => Evaluation)
class EvaluationResolver {
  @FieldResolver(() => VerificationState, { description: 'How far it can be relied on.' })
  verification(@Root() { key, importKey }: Evaluation, @Ctx() { loaders }: RequestContext): VerificationState | Promise<VerificationState> {
    return importKey === null ? VerificationState.MEASURED : loaders.get(createEvaluationVerificationLoader).load(key);
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description:
      "mcNemarP after Holm's correction for all benchmarks that this metric of this pruning was tested on in this lane; null where mcNemarP is.",
  })
  holmP(@Root() { key, mcNemarP }: Evaluation, @Ctx() { loaders }: RequestContext): Promise<number | null> | null {
    return mcNemarP === null ? null : loaders.get(createHolmPLoader).load(key);
  }
}

const ownKey = ({ key }: { readonly key: string }): string => key;

/** Fields of evaluations, and of what has them. */
export const EVALUATION_RESOLVERS = [
  EvaluationResolver,
  listQuery(EVALUATIONS, 'evaluations', 'Evaluations of all models, as a flat table.'),
  rowField(MODELS, { of: Evaluation, name: 'model', key: ({ modelKey }) => modelKey, description: 'The model.' }),
  rowField(MODEL_REVISIONS, {
    of: Evaluation,
    name: 'revision',
    key: ({ revisionKey }) => revisionKey,
    description: 'The revision that was evaluated.',
  }),
  optionalRowField(PRUNINGS, {
    of: Evaluation,
    name: 'pruning',
    key: ({ pruningKey }) => pruningKey,
    description: 'The pruning; null for the dense model.',
  }),
  rowField(BENCHMARKS, { of: Evaluation, name: 'benchmark', key: ({ benchmarkKey }) => benchmarkKey, description: 'The benchmark.' }),
  optionalRowField(EVALUATIONS, {
    of: Evaluation,
    name: 'dense',
    key: ({ denseKey }) => denseKey,
    description: 'The dense evaluation that retention is measured against.',
  }),
  optionalRowField(RESULT_IMPORTS, {
    of: Evaluation,
    name: 'import',
    key: ({ importKey }) => importKey,
    description: 'The import that brought it; null where the scorer measured it.',
  }),
  listField(SAMPLES, {
    of: Evaluation,
    name: 'samples',
    link: 'evaluation',
    key: ownKey,
    description: 'What the model answered, document by document.',
  }),
  listField(EVALUATIONS, {
    of: Model,
    name: 'evaluations',
    link: 'revision',
    key: ({ revisionKey }) => revisionKey,
    description: 'Evaluations of the current revision, dense and pruned.',
  }),
  listField(EVALUATIONS, {
    of: ModelRevision,
    name: 'evaluations',
    link: 'revision',
    key: ownKey,
    description: 'Its evaluations, dense and pruned.',
  }),
  listField(EVALUATIONS, { of: Benchmark, name: 'evaluations', link: 'benchmark', key: ownKey, description: 'Evaluations on it.' }),
  listField(EVALUATIONS, {
    of: Pruning,
    name: 'evaluations',
    link: 'pruning',
    key: ownKey,
    description: 'Evaluations of the pruned model.',
  }),
  listField(EVALUATIONS, {
    of: ResultImport,
    name: 'evaluations',
    link: 'import',
    key: ownKey,
    description: 'Evaluations that it brought.',
  }),
  listField(EVALUATIONS, {
    of: Job,
    name: 'evaluations',
    link: 'job',
    key: ownKey,
    description: 'Evaluations that it stored; one that an earlier job has stored stays with that job.',
  }),
];
