import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { EvaluationAggregatesArgs, LayerScoreAggregatesArgs } from './aggregate.args.ts';
import { aggregateEvaluations, aggregateLayerScores } from './aggregate.service.ts';
import { EvaluationAggregate, LayerScoreAggregate } from './aggregate.type.ts';

/** Aggregates. */
@Resolver()
class AggregateResolver {
  @Query(() => [LayerScoreAggregate], {
    description: 'Count, mean and quantiles of layer scores per group, sorted by protocol, metric and the groups. At most 2000 groups.',
  })
  layerScoreAggregates(
    @Args(() => LayerScoreAggregatesArgs) args: LayerScoreAggregatesArgs,
    @Ctx() context: RequestContext,
  ): Promise<readonly LayerScoreAggregate[]> {
    return aggregateLayerScores(context, args, context.release?.cut ?? null);
  }

  @Query(() => [EvaluationAggregate], {
    description:
      'Count, mean and quantiles of evaluations per group, sorted by protocol, benchmark, metric and the groups. At most 2000 groups.',
  })
  evaluationAggregates(
    @Args(() => EvaluationAggregatesArgs) args: EvaluationAggregatesArgs,
    @Ctx() context: RequestContext,
  ): Promise<readonly EvaluationAggregate[]> {
    return aggregateEvaluations(context, args, context.release?.cut ?? null);
  }
}

/** Root fields that aggregate. */
export const AGGREGATE_RESOLVERS = [AggregateResolver];
