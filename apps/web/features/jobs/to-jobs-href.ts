import type { JobsParams } from './jobs-params.ts';

/** The URL of the jobs page with these choices; empty ones are left out. */
export function toJobsHref(params: Partial<JobsParams>): `/jobs${string}` {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (Array.isArray(value) ? value.length > 0 : value) search.set(name, String(value));
  }
  return search.size > 0 ? `/jobs?${search}` : '/jobs';
}
