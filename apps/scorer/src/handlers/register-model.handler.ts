import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { attachModelToJob, registerModel } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { findHubReference } from '@lamina/hub';
import type { RegisterModelPayload } from '@lamina/jobs';
import { inspectAside } from '../inference/inspect-aside.ts';
import { locateModel } from '../material/locate-model.ts';
import { nameArchitecture } from '../material/name-architecture.ts';
import type { HandlerContext } from './handler-context.ts';

/** Reads a model's graph and stores the model with every layer. */
export async function registerModelHandler(payload: RegisterModelPayload, context: HandlerContext): Promise<void> {
  const { database, fence, folders } = context;
  const { reference, slug, name, description, licence } = payload;
  const isOnHub = findHubReference(reference) !== undefined;
  if (!isOnHub) requireFolder(reference, folders.modelRoots);
  context.report({ phase: 'prepare', done: 0, total: 1 });
  const inspection = await inspectAside(await locateModel(reference, context), context);
  const architecture = inspection.architecture ?? 'unknown';
  const { modelId } = await registerModel(database, {
    slug,
    name,
    family: payload.family ?? { slug: architecture, name: nameArchitecture(architecture) },
    source: isOnHub ? 'hub' : 'folder',
    location: reference,
    inspection,
    ...(description === null ? {} : { description }),
    ...(licence === null ? {} : { licence }),
  });
  await attachModelToJob(database, fence, modelId);
}

/** A reference that is not a hub reference must be inside one of the model folders. */
function requireFolder(reference: string, roots: readonly string[]): void {
  const [name = ''] = reference.split(':');
  if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) && roots.some((root) => existsSync(join(root, name)))) return;
  throw new AppError(
    'NOT_FOUND',
    `no model "${reference}" in the scorer's model folders; put its folder there (LAMINA_MODEL_DIRS), or give org/name on the hub`,
  );
}
