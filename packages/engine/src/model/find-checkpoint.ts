import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SAFETENSORS_FILES } from '@lamina/checkpoints';
import { AppError } from '@lamina/errors';

/** A checkpoint in a folder, and the file by which it is read: model.safetensors, its index, or the (first) .gguf file. */
export interface FoundCheckpoint {
  readonly format: 'safetensors' | 'gguf';
  readonly path: string;
}

/** Formats that can run code when they are read, and are therefore never opened. */
const PICKLES = /\.(bin|pt|pth|ckpt|pkl)$/;

/**
 * The checkpoint that a folder holds. A folder with an ONNX graph is read as that unless the variant says `safetensors`, or names a .gguf file.
 *
 * @throws AppError MODEL_UNSUPPORTED for a folder whose only weights are pickles; BAD_USER_INPUT where several .gguf files may be meant.
 */
export function findCheckpoint(
  folder: string,
  { variant, holdsGraph }: { readonly variant: string | null; readonly holdsGraph: boolean },
): FoundCheckpoint | undefined {
  if (variant?.endsWith('.gguf')) return { format: 'gguf', path: join(folder, variant) };
  if (variant !== null && variant !== 'safetensors') return undefined;
  if (variant === null && holdsGraph) return undefined;
  return findSafetensors(folder) ?? (variant === null ? findGguf(folder) : undefined);
}

function findSafetensors(folder: string): FoundCheckpoint | undefined {
  const name = [SAFETENSORS_FILES.single, SAFETENSORS_FILES.index].find((file) => existsSync(join(folder, file)));
  return name === undefined ? undefined : { format: 'safetensors', path: join(folder, name) };
}

function findGguf(folder: string): FoundCheckpoint | undefined {
  const names = readdirSync(folder).sort();
  const files = names.filter((name) => name.endsWith('.gguf'));
  // Of a model in parts, the first stands for all.
  const [first, ...others] = files.filter((name) => !/-(?!00001)\d{5}-of-\d{5}\.gguf$/.test(name));
  if (first !== undefined && others.length === 0) return { format: 'gguf', path: join(folder, first) };
  if (first !== undefined) {
    throw new AppError(
      'BAD_USER_INPUT',
      `${folder} holds several .gguf files; say which: ${[first, ...others].map((name) => `${folder}:${name}`).join(', ')}`,
    );
  }
  const pickle = names.find((name) => PICKLES.test(name));
  if (pickle === undefined) return undefined;
  throw new AppError(
    'MODEL_UNSUPPORTED',
    `${folder} holds its weights in ${pickle} only, a format that can run code when it is read; save the model with safetensors (save_pretrained)`,
  );
}
