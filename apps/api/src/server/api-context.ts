import type { RequestContext } from '../access/request-context.ts';
import type { AggregateContext } from '../nouns/aggregate/aggregate.service.ts';
import type { AgreementContext } from '../nouns/agreement/agreement.service.ts';
import type { ApiTokenContext } from '../nouns/api-token/api-token.service.ts';
import type { ComparisonContext } from '../nouns/comparison/comparison.service.ts';
import type { JobContext } from '../nouns/job/job.service.ts';
import type { LeaderboardContext } from '../nouns/leaderboard/leaderboard.service.ts';
import type { ModelRegistrationContext } from '../nouns/model-registration/model-registration.service.ts';
import type { QuantizationContext } from '../nouns/quantization/quantization.service.ts';
import type { ReleaseContext } from '../nouns/release/release.service.ts';
import type { ResultImportContext } from '../nouns/result-import/result-import.service.ts';
import type { RetentionComparisonContext } from '../nouns/retention-comparison/retention-comparison.service.ts';
import type { StrategyComparisonContext } from '../nouns/strategy-comparison/strategy-comparison.service.ts';
import type { StudyContext } from '../nouns/submission/study.service.ts';
import type { SubmissionContext } from '../nouns/submission/submission.service.ts';
import type { WorkerContext } from '../nouns/worker/worker.service.ts';

/** The services of all nouns. */
export interface ApiServices
  extends AggregateContext,
    AgreementContext,
    ApiTokenContext,
    ComparisonContext,
    JobContext,
    LeaderboardContext,
    ModelRegistrationContext,
    QuantizationContext,
    ReleaseContext,
    ResultImportContext,
    RetentionComparisonContext,
    StrategyComparisonContext,
    StudyContext,
    SubmissionContext,
    WorkerContext {}

/** The context that resolvers receive. */
export interface ApiContext extends RequestContext, ApiServices {}
