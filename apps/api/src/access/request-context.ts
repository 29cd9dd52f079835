import type { Logger } from 'pino';
import type { NodeReader } from '../data/node-reader.ts';
import type { AggregateService } from '../nouns/aggregate/aggregate.service.ts';
import type { AgreementService } from '../nouns/agreement/agreement.service.ts';
import type { ApiTokenService } from '../nouns/api-token/api-token.service.ts';
import type { ComparisonService } from '../nouns/comparison/comparison.service.ts';
import type { JobService } from '../nouns/job/job.service.ts';
import type { LeaderboardService } from '../nouns/leaderboard/leaderboard.service.ts';
import type { ModelRegistrationService } from '../nouns/model-registration/model-registration.service.ts';
import type { QuantizationService } from '../nouns/quantization/quantization.service.ts';
import type { ReleaseService } from '../nouns/release/release.service.ts';
import type { PublishedRelease } from '../nouns/release/release-catalogue.ts';
import type { ResultImportService } from '../nouns/result-import/result-import.service.ts';
import type { RetentionComparisonService } from '../nouns/retention-comparison/retention-comparison.service.ts';
import type { StrategyComparisonService } from '../nouns/strategy-comparison/strategy-comparison.service.ts';
import type { StudyService } from '../nouns/submission/study.service.ts';
import type { SubmissionService } from '../nouns/submission/submission.service.ts';
import type { WorkerService } from '../nouns/worker/worker.service.ts';
import type { RequestLoaders } from '../server/request-loaders.ts';
import type { RateState } from './rate-limiter.ts';
import type { Viewer } from './viewer.ts';

/** What a resolver gets besides its arguments; made anew for each request. */
export interface RequestContext {
  readonly reader: NodeReader;
  readonly loaders: RequestLoaders;
  readonly imports: ResultImportService;
  readonly jobs: JobService;
  readonly leaderboard: LeaderboardService;
  readonly aggregates: AggregateService;
  readonly releases: ReleaseService;
  readonly registrations: ModelRegistrationService;
  readonly retentionComparisons: RetentionComparisonService;
  readonly quantizations: QuantizationService;
  readonly strategyComparisons: StrategyComparisonService;
  readonly studies: StudyService;
  readonly submissions: SubmissionService;
  readonly agreements: AgreementService;
  readonly apiTokens: ApiTokenService;
  readonly comparisons: ComparisonService;
  readonly workers: WorkerService;
  /** Whoever sent a valid token; null = anybody. */
  readonly viewer: Viewer | null;
  /** Where the caller stands; null = nobody is limited. */
  readonly rateState: RateState | null;
  /** The release that the data are read as of; null = as they are now. */
  readonly release: PublishedRelease | null;
  readonly requestId: string;
  readonly logger: Logger;
}
