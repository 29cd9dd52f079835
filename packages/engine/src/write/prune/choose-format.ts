import { AppError } from '@lamina/errors';
import type { ModelFormat, ModelSource } from '../../model/locate/model-source.ts';

/** The formats that a pruned model can be asked for; `source` is the format of its parent. */
export const OUTPUT_FORMATS = ['source', 'onnx', 'safetensors', 'gguf'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** By format: what to do instead, where Lamina does not write it. */
const ADVICE: Readonly<Record<Exclude<ModelFormat, 'onnx'>, string>> = {
  safetensors: 'prune the safetensors checkpoint of the same model instead',
  gguf: 'prune the safetensors checkpoint, then convert the result with convert_hf_to_gguf.py of llama.cpp',
};

/**
 * The format to write. Every model can become ONNX, and a checkpoint keeps its own format.
 *
 * @throws AppError BAD_USER_INPUT for other pairs, naming both formats and another way.
 */
export function chooseFormat({ format, path }: Pick<ModelSource, 'format' | 'path'>, wanted: OutputFormat): ModelFormat {
  if (wanted === 'source' || wanted === format) return format;
  if (wanted === 'onnx') return wanted;
  throw new AppError('BAD_USER_INPUT', `${path} is ${format}, which Lamina cannot write as ${wanted}; ${ADVICE[wanted]}, or omit --format`);
}
