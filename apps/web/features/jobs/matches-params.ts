import { toEnumName } from '@lamina/metrics';
import type { JobRowFragment } from '../../generated/graphql.ts';
import type { JobsParams } from './jobs-params.ts';

/** Whether a job from the subscription has the kind and the model that the page shows. */
export function matchesParams(
  { kind, model }: Pick<JobRowFragment, 'kind' | 'model'>,
  params: Pick<JobsParams, 'kind' | 'models'>,
): boolean {
  if (params.kind !== null && kind !== toEnumName(params.kind)) return false;
  return !params.models || params.models.length === 0 || (model !== null && params.models.includes(model.slug));
}
