import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@lamina/errors';
import type { RegisterModelPayload } from '@lamina/jobs';
import type { MaterialFolders } from '../context/handler-context.ts';

type ModelFolders = Pick<MaterialFolders, 'modelRoots' | 'uploadedModels'>;

/**
 * Refuses a reference that is not a folder, optionally with a variant, inside one of the model folders of this worker; for an uploaded model, inside the
 * folder of uploaded models.
 * @throws AppError NOT_FOUND; CONFLICT if another model folder has a folder of the uploaded model's name, which later jobs would open instead.
 */
export function requireFolder(
  { reference, isUploaded }: Pick<RegisterModelPayload, 'reference' | 'isUploaded'>,
  { modelRoots, uploadedModels }: ModelFolders,
): void {
  const [name = ''] = reference.split(':');
  const found = /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) ? modelRoots.filter((root) => existsSync(join(root, name))) : [];
  if (isUploaded) requireUploaded(name, found, uploadedModels);
  else if (found.length === 0)
    throw new AppError(
      'NOT_FOUND',
      `no model "${reference}" in the scorer's model folders; put its folder there (LAMINA_MODEL_DIRS), or give org/name on the hub`,
    );
}

function requireUploaded(name: string, found: readonly string[], uploadedModels: string): void {
  if (!found.includes(uploadedModels))
    throw new AppError(
      'NOT_FOUND',
      `the uploaded model "${name}" is not in ${uploadedModels} on this worker; uploads need a data folder (LAMINA_DATA_DIR) that the API and all workers share`,
    );
  const [other] = found.filter((root) => root !== uploadedModels);
  if (other !== undefined)
    throw new AppError('CONFLICT', `"${name}" is also the name of a folder in ${other}; upload the model with another short name`);
}
