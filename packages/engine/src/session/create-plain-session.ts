import type { Model } from '@lamina/onnx';
import { createSession, type ModelSession, type SessionOptions, type SessionTuning } from './session.ts';

/**
 * Creates a session for the graph as it is written. ONNX Runtime (1.30, 1.32) cannot load every half-precision graph in that form: if a cast to the
 * type that its input already has stays in the graph, ONNX Runtime gives the cast a wrong type. Graph optimisation removes such casts.
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
