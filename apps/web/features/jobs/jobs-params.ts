import { toEnumName } from '@lamina/metrics';
import { createLoader, type inferParserType, parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import type { JobRowFragment } from '../../generated/graphql.ts';
import { JOB_KINDS } from './describe-job.ts';
import { JOB_STATES } from './job-states.ts';

/** The choices of the jobs page, as stored in the URL. `job` and `study` are global ids. */
export const jobsParsers = {
  sort: parseAsString,
  status: parseAsStringLiteral(JOB_STATES),
  kind: parseAsStringLiteral(JOB_KINDS),
  models: parseAsArrayOf(parseAsString),
  study: parseAsString,
  job: parseAsString,
  after: parseAsString,
};

export type JobsParams = inferParserType<typeof jobsParsers>;

/** Reads the URL of a request. */
export const loadJobsParams = createLoader(jobsParsers);

/** The URL of the jobs page with these choices; empty ones are left out. */
export function toJobsHref(params: Partial<JobsParams>): `/jobs${string}` {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (Array.isArray(value) ? value.length > 0 : value) search.set(name, String(value));
  }
  return search.size > 0 ? `/jobs?${search}` : '/jobs';
}

/** True if a job from the subscription has the kind and the model that the page shows. */
export function matchesParams(
  { kind, model }: Pick<JobRowFragment, 'kind' | 'model'>,
  params: Pick<JobsParams, 'kind' | 'models'>,
): boolean {
  if (params.kind !== null && kind !== toEnumName(params.kind)) return false;
  return !params.models || params.models.length === 0 || (model !== null && params.models.includes(model.slug));
}
