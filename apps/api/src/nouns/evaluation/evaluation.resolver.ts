import { Args, Ctx, FieldResolver, Float, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { Benchmark } from '../benchmark/benchmark.type.ts';
import { Model } from '../model/model.type.ts';
import { ModelRevision } from '../model-revision/model-revision.type.ts';
import { Pruning } from '../pruning/pruning.type.ts';
import { ResultImport } from '../result-import/result-import.type.ts';
import { VerificationState } from '../vocabulary/verification-state.ts';
import { Evaluation, EvaluationConnection } from './evaluation.type.ts';
import { EvaluationListArgs } from './evaluation-list.args.ts';
import { type Sample, SampleConnection } from './sample.type.ts';
import { SampleListArgs } from './sample-list.args.ts';

/** The Evaluation type's relations and its list. */
@Resolver(() => Evaluation)
export class EvaluationResolver {
  @Query(() => EvaluationConnection, { description: 'Evaluations of all models, as a flat table.' })
  evaluations(
    @Args(() => EvaluationListArgs) args: EvaluationListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Evaluation>> {
    return reader.listPage('Evaluation', args);
  }

  @FieldResolver(() => Model, { description: 'The model.' })
  model(@Root() evaluation: Evaluation, @Ctx() { reader }: RequestContext): Promise<Model> {
    return reader.getByKey('Model', evaluation.modelKey);
  }

  @FieldResolver(() => ModelRevision, { description: 'The revision that was evaluated.' })
  revision(@Root() evaluation: Evaluation, @Ctx() { reader }: RequestContext): Promise<ModelRevision> {
    return reader.getByKey('ModelRevision', evaluation.revisionKey);
  }

  @FieldResolver(() => Pruning, { nullable: true, description: 'The pruning; null for the dense model.' })
  pruning(@Root() evaluation: Evaluation, @Ctx() { reader }: RequestContext): Promise<Pruning | null> | null {
    return evaluation.pruningKey === null ? null : reader.getByKey('Pruning', evaluation.pruningKey);
  }

  @FieldResolver(() => Benchmark, { description: 'The benchmark.' })
  benchmark(@Root() evaluation: Evaluation, @Ctx() { reader }: RequestContext): Promise<Benchmark> {
    return reader.getByKey('Benchmark', evaluation.benchmarkKey);
  }

  @FieldResolver(() => Evaluation, { nullable: true, description: 'The dense evaluation that retention is measured against.' })
  dense(@Root() evaluation: Evaluation, @Ctx() { reader }: RequestContext): Promise<Evaluation | null> | null {
    return evaluation.denseKey === null ? null : reader.getByKey('Evaluation', evaluation.denseKey);
  }

  @FieldResolver(() => ResultImport, { nullable: true, description: 'The import that brought it; null where the scorer measured it.' })
  import(@Root() { importKey }: Evaluation, @Ctx() { reader }: RequestContext): Promise<ResultImport | null> | null {
    return importKey === null ? null : reader.getByKey('ResultImport', importKey);
  }

  @FieldResolver(() => VerificationState, { description: 'How far it can be relied on.' })
  verification(@Root() { key, importKey }: Evaluation, @Ctx() { loaders }: RequestContext): VerificationState | Promise<VerificationState> {
    return importKey === null ? VerificationState.MEASURED : loaders.evaluationVerifications.load(key);
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description:
      "mcNemarP after Holm's correction for all benchmarks that this metric of this pruning was tested on in this lane; null where mcNemarP is.",
  })
  holmP(@Root() { key, mcNemarP }: Evaluation, @Ctx() { loaders }: RequestContext): Promise<number | null> | null {
    return mcNemarP === null ? null : loaders.holmPs.load(key);
  }

  @FieldResolver(() => SampleConnection, { description: 'What the model answered, document by document.' })
  samples(
    @Root() evaluation: Evaluation,
    @Args(() => SampleListArgs) args: SampleListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Sample>> {
    return reader.listChildren('Sample', { link: 'evaluation', key: evaluation.key }, args);
  }
}
