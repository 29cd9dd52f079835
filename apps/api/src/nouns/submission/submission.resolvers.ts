import type { JobSender } from '@lamina/database';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { field, outputType } from '../../paging/field.ts';
import { JOBS } from '../job/job.list.ts';
import { Job } from '../job/job.type.ts';
import { toJobSender } from '../job/to-job-placement.ts';
import { STUDIES } from '../study/study.list.ts';
import { Study } from '../study/study.type.ts';
import { SubmitEvaluationInput, SubmitPruningInput, SubmitScoreRunInput, SubmitStudyInput } from './submission.input.ts';
import { submitEvaluation, submitPruning, submitScoreRun, submitStudy, submitWriting } from './submission.service.ts';

@outputType('The job that was submitted.')
class SubmitJobPayload {
  @field(Job, 'The job: watch it with jobProgress; its results are its scoreRun, prunings and evaluations.') readonly job!: Job;
}

@outputType('The studies that were submitted.')
class SubmitStudyPayload {
  @field([Study], 'One study per model, in the order of the input.') readonly studies!: readonly Study[];
}

/** Studies, and single jobs. */
@Resolver()
class SubmissionResolver {
  @Mutation(() => SubmitStudyPayload, { description: 'Queues the measurement of one or more models. Needs the scope SCORE.' })
  async submitStudy(
    @Arg('input', () => SubmitStudyInput, { description: 'The study.' }) input: object,
    @Ctx() context: RequestContext,
  ): Promise<SubmitStudyPayload> {
    checkScope(context, ApiTokenScope.SCORE);
    const keys = await submitStudy(context, input, toJobSender(context));
    return { studies: await Promise.all(keys.map((key) => context.reader.getByKey(STUDIES, key))) };
  }

  @Mutation(() => SubmitJobPayload, { description: 'Queues the scoring of a model. Needs the scope SCORE.' })
  submitScoreRun(
    @Arg('input', () => SubmitScoreRunInput, { description: 'The score run.' }) input: object,
    @Ctx() context: RequestContext,
  ): Promise<SubmitJobPayload> {
    return queue(context, (sender) => submitScoreRun(context, input, sender));
  }

  @Mutation(() => SubmitJobPayload, { description: 'Queues prunings of a model. Needs the scope SCORE.' })
  submitPruning(
    @Arg('input', () => SubmitPruningInput, { description: 'The prunings.' }) input: object,
    @Ctx() context: RequestContext,
  ): Promise<SubmitJobPayload> {
    return queue(context, (sender) => submitPruning(context, input, sender));
  }

  @Mutation(() => SubmitJobPayload, { description: 'Queues the evaluation of a model, dense or pruned. Needs the scope SCORE.' })
  submitEvaluation(
    @Arg('input', () => SubmitEvaluationInput, { description: 'The evaluation.' }) input: object,
    @Ctx() context: RequestContext,
  ): Promise<SubmitJobPayload> {
    return queue(context, (sender) => submitEvaluation(context, input, sender));
  }

  @Mutation(() => SubmitJobPayload, { description: 'Queues the writing of a pruned model for download. Needs the scope SCORE.' })
  writePruning(
    @Arg('pruning', () => ID, { description: 'Global id of the pruning.' }) pruning: string,
    @Ctx() context: RequestContext,
  ): Promise<SubmitJobPayload> {
    return queue(context, (sender) => submitWriting(context, pruning, sender));
  }
}

async function queue(context: RequestContext, submit: (sender: JobSender) => Promise<string>): Promise<SubmitJobPayload> {
  checkScope(context, ApiTokenScope.SCORE);
  return { job: await context.reader.getByKey(JOBS, await submit(toJobSender(context))) };
}

/** Mutations that submit work. */
export const SUBMISSION_RESOLVERS = [SubmissionResolver];
