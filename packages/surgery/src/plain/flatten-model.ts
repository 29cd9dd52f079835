import type { Model } from '@lamina/onnx';
import { hoistWeights } from './hoist-weights.ts';
import { inlineCacheBranches } from './inline-cache-branches.ts';
import { inlineFunctions } from './inline-functions.ts';

/**
 * The same decoder as one plain graph, in three steps:
 *
 * 1. Calls of local functions are replaced by the functions' nodes (inlineFunctions).
 * 2. Of a merged decoder, the branch that reads the cache stays (inlineCacheBranches).
 * 3. Weights in files move to the outermost graph (hoistWeights).
 *
 * A model that is plain already is returned as it is.
 *
 * @throws AppError MODEL_UNSUPPORTED as inlineFunctions does.
 */
export function flattenModel(model: Model): Model {
  return hoistWeights(inlineCacheBranches(inlineFunctions(model)));
}
