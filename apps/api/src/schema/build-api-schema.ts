import 'reflect-metadata';
import { type GraphQLSchema, isInterfaceType } from 'graphql';
import { buildSchemaSync, type PubSub } from 'type-graphql';
import { AggregateResolver } from '../modules/aggregate/aggregate.resolver.ts';
import { AgreementResolver } from '../modules/agreement/agreement.resolver.ts';
import { SensitivityRunResolver } from '../modules/agreement/sensitivity-run.resolver.ts';
import { StrategyAgreementResolver } from '../modules/agreement/strategy-agreement.resolver.ts';
import { ApiTokenResolver } from '../modules/api-token/api-token.resolver.ts';
import { BenchmarkResolver } from '../modules/benchmark/benchmark.resolver.ts';
import { CalibrationConfigResolver } from '../modules/calibration-set/calibration-config.resolver.ts';
import { CalibrationSetResolver } from '../modules/calibration-set/calibration-set.resolver.ts';
import { CategoryAverageResolver } from '../modules/category-average/category-average.resolver.ts';
import { PruningCategoryAverageResolver } from '../modules/category-average/pruning-category-average.resolver.ts';
import { ComparedModelResolver } from '../modules/comparison/compared-model.resolver.ts';
import { ComparisonResolver } from '../modules/comparison/comparison.resolver.ts';
import { EfficiencyResolver } from '../modules/efficiency/efficiency.resolver.ts';
import { ModelEfficiencyResolver } from '../modules/efficiency/model-efficiency.resolver.ts';
import { PruningEfficiencyResolver } from '../modules/efficiency/pruning-efficiency.resolver.ts';
import { EvaluationResolver } from '../modules/evaluation/evaluation.resolver.ts';
import { JobResolver } from '../modules/job/job.resolver.ts';
import { JobSubscriptionResolver } from '../modules/job/job-subscription.resolver.ts';
import { LayerResolver } from '../modules/layer/layer.resolver.ts';
import { LayerScoreResolver } from '../modules/layer-score/layer-score.resolver.ts';
import { LeaderboardResolver } from '../modules/leaderboard/leaderboard.resolver.ts';
import { ModelResolver } from '../modules/model/model.resolver.ts';
import { ModelFamilyResolver } from '../modules/model-family/model-family.resolver.ts';
import { ModelRegistrationResolver } from '../modules/model-registration/model-registration.resolver.ts';
import { ModelRevisionResolver } from '../modules/model-revision/model-revision.resolver.ts';
import { PruningResolver } from '../modules/pruning/pruning.resolver.ts';
import { PublishedResultResolver } from '../modules/published-result/published-result.resolver.ts';
import { QuantizationResolver } from '../modules/quantization/quantization.resolver.ts';
import { RateLimitResolver } from '../modules/rate-limit/rate-limit.resolver.ts';
import { ReleaseResolver } from '../modules/release/release.resolver.ts';
import { ModelExportResolver, PruningExportResolver } from '../modules/result-export/result-export.resolver.ts';
import { ResultImportResolver } from '../modules/result-import/result-import.resolver.ts';
import { RetentionComparisonResolver } from '../modules/retention-comparison/retention-comparison.resolver.ts';
import { ScoreRunResolver } from '../modules/score-run/score-run.resolver.ts';
import { StrategyComparisonResolver } from '../modules/strategy-comparison/strategy-comparison.resolver.ts';
import { StrategyResultResolver } from '../modules/strategy-comparison/strategy-result.resolver.ts';
import { StudyResolver } from '../modules/study/study.resolver.ts';
import { SubmissionResolver } from '../modules/submission/submission.resolver.ts';
import { WorkerResolver } from '../modules/worker/worker.resolver.ts';
import { NodeResolver } from '../node/node.resolver.ts';
import type { Node } from '../node/node.type.ts';
import { callResolversDirectly } from './call-resolvers-directly.ts';

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
