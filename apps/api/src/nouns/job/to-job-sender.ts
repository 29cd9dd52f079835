import type { JobSender } from '@lamina/database';
import type { RequestContext } from '../../access/request-context.ts';

/** What is kept with jobs of whoever asks for them. */
export function toJobSender({ requestId, viewer }: Pick<RequestContext, 'requestId' | 'viewer'>): JobSender {
  return { requestId, submittedBy: viewer?.name ?? null };
}
