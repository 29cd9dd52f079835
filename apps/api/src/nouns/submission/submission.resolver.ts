import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { toJobSender } from '../job/to-job-sender.ts';
import { SubmitEvaluationInput } from './submit-evaluation.input.ts';
import { SubmitJobPayload } from './submit-job.payload.ts';
import { SubmitPruningInput } from './submit-pruning.input.ts';
import { SubmitScoreRunInput } from './submit-score-run.input.ts';

/** Single jobs. */
@Resolver()
export class SubmissionResolver {
  @Mutation(() => SubmitJobPayload, { description: 'Queues the scoring of a model. Needs the scope SCORE.' })
  async submitScoreRun(
    @Arg('input', () => SubmitScoreRunInput, { description: 'What to score.' }) input: SubmitScoreRunInput,
    @Ctx() context: RequestContext,
  ): Promise<SubmitJobPayload> {
    checkScope(context, ApiTokenScope.SCORE);
    return { job: await context.reader.getByKey('Job', await context.submissions.submitScoreRun(input, toJobSender(context))) };
  }

  @Mutation(() => SubmitJobPayload, { description: 'Queues prunings of a model. Needs the scope SCORE.' })
  async submitPruning(
    @Arg('input', () => SubmitPruningInput, { description: 'What to prune.' }) input: SubmitPruningInput,
    @Ctx() context: RequestContext,
  ): Promise<SubmitJobPayload> {
    checkScope(context, ApiTokenScope.SCORE);
    return { job: await context.reader.getByKey('Job', await context.submissions.submitPruning(input, toJobSender(context))) };
  }

  @Mutation(() => SubmitJobPayload, { description: 'Queues the evaluation of a model, dense or pruned. Needs the scope SCORE.' })
  async submitEvaluation(
    @Arg('input', () => SubmitEvaluationInput, { description: 'What to evaluate.' }) input: SubmitEvaluationInput,
    @Ctx() context: RequestContext,
  ): Promise<SubmitJobPayload> {
    checkScope(context, ApiTokenScope.SCORE);
    return { job: await context.reader.getByKey('Job', await context.submissions.submitEvaluation(input, toJobSender(context))) };
  }
}
