import { parseOptionalGlobalId } from '../../data/global-id.ts';
import type { FilterIn } from '../../data/list.ts';
import type { NodeReader } from '../../data/node-reader.ts';
import { checkBatchSize } from '../../paging/check-batch-size.ts';
import { MODELS } from '../model/model.list.ts';
import type { JOBS } from './job.list.ts';
import type { Job } from './job.type.ts';

/** A predicate for the same conditions that the filter has in a list. Models are looked up once, when the subscription starts. */
export async function createJobMatcher(filter: FilterIn<typeof JOBS>, reader: NodeReader): Promise<(job: Job) => boolean> {
  const { status, statuses, kind, models, requiredProvider, priority } = filter;
  const studyKey = parseOptionalGlobalId(filter.study, 'Study');
  if (models) checkBatchSize('models', models.length);
  const found = models ? await Promise.all(models.map((slug) => reader.findByName(MODELS, slug))) : null;
  const modelKeys = found && new Set(found.map((model) => model?.key ?? null));
  return (job) =>
    (!status || job.status === status) &&
    (!statuses || statuses.includes(job.status)) &&
    (!kind || job.kind === kind) &&
    (!requiredProvider || job.requiredProvider === requiredProvider) &&
    job.priority >= (priority?.gte ?? Number.NEGATIVE_INFINITY) &&
    job.priority <= (priority?.lte ?? Number.POSITIVE_INFINITY) &&
    (studyKey === null || job.studyKey === studyKey) &&
    (modelKeys === null || (job.modelKey !== null && modelKeys.has(job.modelKey)));
}
