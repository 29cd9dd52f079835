import { AppError } from '@lamina/errors';

/**
 * A short name for a model as it was given: `HuggingFaceTB/SmolLM2-135M` becomes smollm2-135m. @throws AppError BAD_USER_INPUT if no letter or digit
 * remains.
 */
export function slugOf(reference: string): string {
  const last = reference.replace(/\/+$/, '').split('/').at(-1) ?? reference;
  const slug = last
    .toLowerCase()
    .replace(/\.onnx$/, '')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  if (slug !== '') return slug;
  throw new AppError('BAD_USER_INPUT', `no short name can be made of "${reference}"; give the model by its folder`);
}
