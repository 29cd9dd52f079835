import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { type Evaluation, EvaluationConnection } from '../evaluation/evaluation.type.ts';
import { EvaluationListArgs } from '../evaluation/evaluation-list.args.ts';
import { Benchmark, BenchmarkConnection } from './benchmark.type.ts';
import { BenchmarkListArgs } from './benchmark-list.args.ts';

/** The Benchmark type's relations and its list. */
@Resolver(() => Benchmark)
export class BenchmarkResolver {
  @Query(() => BenchmarkConnection, { description: 'Benchmarks.' })
  benchmarks(@Args(() => BenchmarkListArgs) args: BenchmarkListArgs, @Ctx() { reader }: RequestContext): Promise<Connection<Benchmark>> {
    return reader.listPage('Benchmark', args);
  }

  @FieldResolver(() => EvaluationConnection, { description: 'Evaluations on it.' })
  evaluations(
    @Root() benchmark: Benchmark,
    @Args(() => EvaluationListArgs) args: EvaluationListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Evaluation>> {
    return reader.listChildren('Evaluation', { link: 'benchmark', key: benchmark.key }, args);
  }
}
