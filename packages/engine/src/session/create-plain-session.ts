import type { Model } from '@lamina/onnx';
import { createSession, type ModelSession, type SessionOptions, type SessionTuning } from './session.ts';

/**
 * A session for the graph as it is written. ONNX Runtime (1.30, 1.32) cannot load every half-precision graph so: where a cast to the type that
 * a tensor already has stays in, it gives the cast a wrong type. Optimisation takes such casts out.
 */
export async function createPlainSession(
  model: Model,
  weightFolder: string,
  options: SessionOptions & SessionTuning,
): Promise<ModelSession> {
  try {
    return await createSession(model, weightFolder, { ...options, optimize: false });
  } catch {
    return await createSession(model, weightFolder, options);
  }
}
