import 'reflect-metadata';
import { type GraphQLSchema, isInterfaceType } from 'graphql';
import { buildSchemaSync, type PubSub } from 'type-graphql';
import type { Node } from '../data/node.type.ts';
import { AGGREGATE_RESOLVERS } from '../nouns/aggregate/aggregate.resolvers.ts';
import { AGREEMENT_RESOLVERS } from '../nouns/agreement/agreement.resolvers.ts';
import { API_TOKEN_RESOLVERS } from '../nouns/api-token/api-token.resolvers.ts';
import { AUDIT_ENTRY_RESOLVERS } from '../nouns/audit-entry/audit-entry.resolvers.ts';
import { BENCHMARK_RESOLVERS } from '../nouns/benchmark/benchmark.resolvers.ts';
import { CALIBRATION_SET_RESOLVERS } from '../nouns/calibration-set/calibration-set.resolvers.ts';
import { CATEGORY_AVERAGE_RESOLVERS } from '../nouns/category-average/category-average.resolvers.ts';
import { COMPARISON_RESOLVERS } from '../nouns/comparison/comparison.resolvers.ts';
import { EFFICIENCY_RESOLVERS } from '../nouns/efficiency/efficiency.resolvers.ts';
import { EVALUATION_RESOLVERS } from '../nouns/evaluation/evaluation.resolvers.ts';
import { JOB_RESOLVERS } from '../nouns/job/job.resolvers.ts';
import { JOB_OUTLOOK_RESOLVERS } from '../nouns/job-outlook/job-outlook.resolvers.ts';
import { LAYER_RESOLVERS } from '../nouns/layer/layer.resolvers.ts';
import { LAYER_SCORE_RESOLVERS } from '../nouns/layer-score/layer-score.resolvers.ts';
import { LEADERBOARD_RESOLVERS } from '../nouns/leaderboard/leaderboard.resolvers.ts';
import { MODEL_RESOLVERS } from '../nouns/model/model.resolvers.ts';
import { MODEL_CHANGE_RESOLVERS } from '../nouns/model-change/model-change.resolvers.ts';
import { MODEL_FAMILY_RESOLVERS } from '../nouns/model-family/model-family.resolvers.ts';
import { MODEL_REGISTRATION_RESOLVERS } from '../nouns/model-registration/model-registration.resolvers.ts';
import { MODEL_REVISION_RESOLVERS } from '../nouns/model-revision/model-revision.resolvers.ts';
import { PRUNING_RESOLVERS } from '../nouns/pruning/pruning.resolvers.ts';
import { PUBLISHED_RESULT_RESOLVERS } from '../nouns/published-result/published-result.resolvers.ts';
import { QUANTIZATION_RESOLVERS } from '../nouns/quantization/quantization.resolvers.ts';
import { RECOMMENDATION_RESOLVERS } from '../nouns/recommendation/recommendation.resolvers.ts';
import { RECORDING_RESOLVERS } from '../nouns/recording/recording.resolvers.ts';
import { RELEASE_RESOLVERS } from '../nouns/release/release.resolvers.ts';
import { REPAIR_COMPARISON_RESOLVERS } from '../nouns/repair-comparison/repair-comparison.resolvers.ts';
import { RESULT_EXPORT_RESOLVERS } from '../nouns/result-export/result-export.resolvers.ts';
import { RESULT_IMPORT_RESOLVERS } from '../nouns/result-import/result-import.resolvers.ts';
import { RETENTION_COMPARISON_RESOLVERS } from '../nouns/retention-comparison/retention-comparison.resolvers.ts';
import { SCORE_RUN_RESOLVERS } from '../nouns/score-run/score-run.resolvers.ts';
import { STRATEGY_COMPARISON_RESOLVERS } from '../nouns/strategy-comparison/strategy-comparison.resolvers.ts';
import { STUDY_RESOLVERS } from '../nouns/study/study.resolvers.ts';
import { SUBMISSION_RESOLVERS } from '../nouns/submission/submission.resolvers.ts';
import { WORKER_RESOLVERS } from '../nouns/worker/worker.resolvers.ts';
import { callResolversDirectly } from './call-resolvers-directly.ts';
import { NodeResolver } from './node.resolver.ts';

/** TypeGraphQL requires a PubSub if there are subscriptions. Ours return their own streams and use no topics. */
const NO_TOPICS: PubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error('Subscriptions of this API use their own streams.');
  },
};

/** The API's schema, from the decorated classes. Descriptions and nullability live there; schema.graphql is printed from it. */
export function buildApiSchema(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [
      NodeResolver,
      ...AGGREGATE_RESOLVERS,
      ...AGREEMENT_RESOLVERS,
      ...API_TOKEN_RESOLVERS,
      ...AUDIT_ENTRY_RESOLVERS,
      ...BENCHMARK_RESOLVERS,
      ...CALIBRATION_SET_RESOLVERS,
      ...CATEGORY_AVERAGE_RESOLVERS,
      ...COMPARISON_RESOLVERS,
      ...EFFICIENCY_RESOLVERS,
      ...EVALUATION_RESOLVERS,
      ...JOB_RESOLVERS,
      ...JOB_OUTLOOK_RESOLVERS,
      ...LAYER_RESOLVERS,
      ...LAYER_SCORE_RESOLVERS,
      ...LEADERBOARD_RESOLVERS,
      ...MODEL_RESOLVERS,
      ...MODEL_FAMILY_RESOLVERS,
      ...MODEL_CHANGE_RESOLVERS,
      ...MODEL_REGISTRATION_RESOLVERS,
      ...MODEL_REVISION_RESOLVERS,
      ...PRUNING_RESOLVERS,
      ...PUBLISHED_RESULT_RESOLVERS,
      ...QUANTIZATION_RESOLVERS,
      ...RECOMMENDATION_RESOLVERS,
      ...RECORDING_RESOLVERS,
      ...RELEASE_RESOLVERS,
      ...REPAIR_COMPARISON_RESOLVERS,
      ...RESULT_EXPORT_RESOLVERS,
      ...RESULT_IMPORT_RESOLVERS,
      ...RETENTION_COMPARISON_RESOLVERS,
      ...SCORE_RUN_RESOLVERS,
      ...STRATEGY_COMPARISON_RESOLVERS,
      ...STUDY_RESOLVERS,
      ...SUBMISSION_RESOLVERS,
      ...WORKER_RESOLVERS,
    ],
    // The schema's types and the services check input; class-validator is not used.
    validate: false,
    pubSub: NO_TOPICS,
  });
  // TypeGraphQL returns a promise here, and graphql-jit does not await it.
  const node = schema.getType('Node');
  if (isInterfaceType(node)) node.resolveType = ({ __typename }: Node) => __typename;
  callResolversDirectly(schema);
  return schema;
}
