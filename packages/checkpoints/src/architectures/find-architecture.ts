import { AppError } from '@lamina/errors';
import type { Architecture } from './architecture.ts';
import { gpt2 } from './families/gpt2.ts';
import { llama } from './families/llama.ts';
import { mistral } from './families/mistral.ts';
import { qwen2, qwen3 } from './families/qwen.ts';

/** Every architecture that Lamina builds a graph for. */
export const ARCHITECTURES: readonly Architecture[] = [llama, mistral, qwen2, qwen3, gpt2];

/** The architecture of a model_type. @throws AppError MODEL_UNSUPPORTED naming it, with those that are known. */
export function getArchitecture(modelType: string): Architecture {
  const found = ARCHITECTURES.find(({ modelTypes }) => modelTypes.includes(modelType));
  if (found) return found;
  const known = ARCHITECTURES.flatMap(({ modelTypes }) => modelTypes);
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `the architecture ${modelType} is not known; known are ${known.join(', ')}. Export the model to ONNX, and score the export`,
  );
}
