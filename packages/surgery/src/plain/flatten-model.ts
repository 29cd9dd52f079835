import type { Model } from '@lamina/onnx';
import { hoistWeights } from './hoist-weights.ts';
import { inlineCacheBranches } from './inline-cache-branches.ts';
import { inlineFunctions } from './inline-functions.ts';

/**
 * The same decoder as one plain graph: local functions inlined, merged decoders reduced to the one with a past, weights in the outermost
 * graph. What is flat already comes back as it is.
 * @throws AppError MODEL_UNSUPPORTED as inlineFunctions does.
 */
export function flattenModel(model: Model): Model {
  return hoistWeights(inlineCacheBranches(inlineFunctions(model)));
}
