import 'reflect-metadata';
import { type GraphQLSchema, isInterfaceType } from 'graphql';
import { buildSchemaSync, type PubSub } from 'type-graphql';
import type { Node } from '../data/node.type.ts';
import { AggregateResolver } from '../nouns/aggregate/aggregate.resolver.ts';
import { AgreementResolver } from '../nouns/agreement/agreement.resolver.ts';
import { SensitivityRunResolver } from '../nouns/agreement/sensitivity-run.resolver.ts';
import { StrategyAgreementResolver } from '../nouns/agreement/strategy-agreement.resolver.ts';
import { ApiTokenResolver } from '../nouns/api-token/api-token.resolver.ts';
import { RateLimitResolver } from '../nouns/api-token/rate-limit.resolver.ts';
import { BenchmarkResolver } from '../nouns/benchmark/benchmark.resolver.ts';
import { CalibrationConfigResolver } from '../nouns/calibration-set/calibration-config.resolver.ts';
import { CalibrationSetResolver } from '../nouns/calibration-set/calibration-set.resolver.ts';
import { CategoryAverageResolver } from '../nouns/category-average/category-average.resolver.ts';
import { PruningCategoryAverageResolver } from '../nouns/category-average/pruning-category-average.resolver.ts';
import { ComparedModelResolver } from '../nouns/comparison/compared-model.resolver.ts';
import { ComparisonResolver } from '../nouns/comparison/comparison.resolver.ts';
import { EfficiencyResolver } from '../nouns/efficiency/efficiency.resolver.ts';
import { ModelEfficiencyResolver } from '../nouns/efficiency/model-efficiency.resolver.ts';
import { PruningEfficiencyResolver } from '../nouns/efficiency/pruning-efficiency.resolver.ts';
import { EvaluationResolver } from '../nouns/evaluation/evaluation.resolver.ts';
import { JobResolver } from '../nouns/job/job.resolver.ts';
import { JobSubscriptionResolver } from '../nouns/job/job-subscription.resolver.ts';
import { LayerResolver } from '../nouns/layer/layer.resolver.ts';
import { LayerScoreResolver } from '../nouns/layer-score/layer-score.resolver.ts';
import { LeaderboardResolver } from '../nouns/leaderboard/leaderboard.resolver.ts';
import { ModelResolver } from '../nouns/model/model.resolver.ts';
import { ModelFamilyResolver } from '../nouns/model-family/model-family.resolver.ts';
import { ModelRegistrationResolver } from '../nouns/model-registration/model-registration.resolver.ts';
import { ModelRevisionResolver } from '../nouns/model-revision/model-revision.resolver.ts';
import { PruningResolver } from '../nouns/pruning/pruning.resolver.ts';
import { PublishedResultResolver } from '../nouns/published-result/published-result.resolver.ts';
import { QuantizationResolver } from '../nouns/quantization/quantization.resolver.ts';
import { ReleaseResolver } from '../nouns/release/release.resolver.ts';
import { ModelExportResolver, PruningExportResolver } from '../nouns/result-export/result-export.resolver.ts';
import { ResultImportResolver } from '../nouns/result-import/result-import.resolver.ts';
import { RetentionComparisonResolver } from '../nouns/retention-comparison/retention-comparison.resolver.ts';
import { ScoreRunResolver } from '../nouns/score-run/score-run.resolver.ts';
import { StrategyComparisonResolver } from '../nouns/strategy-comparison/strategy-comparison.resolver.ts';
import { StrategyResultResolver } from '../nouns/strategy-comparison/strategy-result.resolver.ts';
import { StudyResolver } from '../nouns/study/study.resolver.ts';
import { SubmissionResolver } from '../nouns/submission/submission.resolver.ts';
import { WorkerResolver } from '../nouns/worker/worker.resolver.ts';
import { callResolversDirectly } from './call-resolvers-directly.ts';
import { NodeResolver } from './node.resolver.ts';

/** TypeGraphQL asks for one as soon as there are subscriptions; ours bring their own streams and use no topics. */
const NO_TOPICS: PubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error('Subscriptions of this API bring their own streams.');
  },
};

/** The API's schema, from the decorated classes. Descriptions and nullability live there; schema.graphql is printed from it. */
export function buildApiSchema(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [
      NodeResolver,
      ModelFamilyResolver,
      ModelResolver,
      ModelRevisionResolver,
      LayerResolver,
      LayerScoreResolver,
      CalibrationSetResolver,
      CalibrationConfigResolver,
      ScoreRunResolver,
      PruningResolver,
      BenchmarkResolver,
      EvaluationResolver,
      ModelRegistrationResolver,
      AgreementResolver,
      QuantizationResolver,
      SensitivityRunResolver,
      StrategyAgreementResolver,
      EfficiencyResolver,
      ModelEfficiencyResolver,
      PruningEfficiencyResolver,
      StrategyComparisonResolver,
      StrategyResultResolver,
      CategoryAverageResolver,
      PruningCategoryAverageResolver,
      StudyResolver,
      SubmissionResolver,
      JobResolver,
      AggregateResolver,
      LeaderboardResolver,
      ReleaseResolver,
      ModelExportResolver,
      PruningExportResolver,
      ResultImportResolver,
      RetentionComparisonResolver,
      RateLimitResolver,
      PublishedResultResolver,
      ComparisonResolver,
      ComparedModelResolver,
      ApiTokenResolver,
      WorkerResolver,
      JobSubscriptionResolver,
    ],
    // Input is checked by the schema's own types and by the services; class-validator is not used.
    validate: false,
    pubSub: NO_TOPICS,
  });
  // TypeGraphQL answers with a promise here, which graphql-jit does not wait for.
  const node = schema.getType('Node');
  if (isInterfaceType(node)) node.resolveType = ({ __typename }: Node) => __typename;
  callResolversDirectly(schema);
  return schema;
}
