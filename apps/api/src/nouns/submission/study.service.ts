import { createStudy, getMeasurableRevision, type JobSender, type RevisionRecord } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { fitStudyRequest, planStudy, type StudyRequest } from '@lamina/jobs';
import type { Stores } from '../../data/stores.ts';
import { toJobPlacement } from '../job/to-job-placement.ts';
import type { SubmitStudyInput } from './submit-study.input.ts';
import { checkUnits, toUnits } from './to-prune-payload.ts';
import { toStudyRequest } from './to-study-request.ts';

/**
 * Writes one study per model with its jobs, and queues the jobs that can start. Returns the keys of the studies in the order of the input.
 * @throws AppError BAD_USER_INPUT for an invalid request, NOT_FOUND for an unknown model; then nothing is written
 */
export async function submitStudy({ database, enqueue }: Stores, input: SubmitStudyInput, sender: JobSender): Promise<readonly string[]> {
  const request = toStudyRequest(input);
  const slugs = [...new Set(input.models)];
  const revisions = await Promise.all(slugs.map((slug) => getMeasurableRevision(database, slug)));
  for (const revision of revisions) {
    checkCounts(revision, request);
    for (const removal of input.removals ?? []) checkUnits(toUnits(removal), revision); // Most studies name none.
  }
  const placement = toJobPlacement(input, sender);
  const keys: string[] = [];
  for (const revision of revisions) {
    const { modelId, slug } = revision;
    const own = fitStudyRequest(request, revision);
    const jobs = planStudy(revision.revisionId, own);
    const key = input.idempotencyKey ? { idempotencyKey: `api ${input.idempotencyKey} ${slug}` } : {};
    const { studyId } = await createStudy(database, { modelId, request: own, jobs, placement, ...key }, enqueue);
    keys.push(studyId);
  }
  return keys;
}

function checkCounts({ slug, blockCount }: RevisionRecord, { counts }: StudyRequest): void {
  if (counts.some((count) => count < blockCount)) return;
  const problem = `${slug} has ${blockCount} layers; every number in counts is too large. Use counts below ${blockCount}.`;
  throw new AppError('BAD_USER_INPUT', problem);
}
