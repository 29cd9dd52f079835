import type { RequestContext } from '../access/request-context.ts';
import type { JobContext } from '../nouns/job/job.service.ts';
import type { ModelChangeContext } from '../nouns/model-change/model-change.service.ts';
import type { ReleaseContext } from '../nouns/release/release.service.ts';

/** The context that resolvers receive: the request, the stores, and the few services that keep state between requests. */
export interface ApiContext extends RequestContext, JobContext, ModelChangeContext, ReleaseContext {}
