import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { attachModelToJob, registerModel } from '@lamina/database';
import type { TokenClassCount } from '@lamina/engine';
import { findHubReference, findPackagedModel } from '@lamina/hub';
import type { RegisterModelPayload } from '@lamina/jobs';
import { findModelSource, readBundledTexts } from '@lamina/models';
import type { HandlerContext } from '../context/handler-context.ts';
import { inspectAside } from '../inference/inspect-aside.ts';
import { runInference } from '../inference/run-inference.ts';
import { locateModel } from '../material/locate-model.ts';
import { nameArchitecture } from '../material/name-architecture.ts';
import { readTraining } from '../material/read-training.ts';
import { requireFolder } from './require-folder.ts';

/** Reads a model's graph and stores the model with every layer. */
export async function registerModelHandler(payload: RegisterModelPayload, context: HandlerContext): Promise<void> {
  const { database, fence, folders } = context;
  const { reference, slug, name, description, licence } = payload;
  const isOnHub = findHubReference(reference) !== undefined;
  const isPackaged = findPackagedModel(reference) !== undefined && folders.modelRoots.every((root) => !existsSync(join(root, reference)));
  if (!isOnHub && !isPackaged) requireFolder(payload, folders);
  context.report({ phase: 'prepare', done: 0, total: 1 });
  const path = await locateModel(reference, context);
  const inspection = await inspectAside(path, context);
  const tokenClasses = await countWords(path, context);
  const architecture = inspection.architecture ?? 'unknown';
  const { modelId } = await registerModel(database, {
    slug,
    name,
    family: payload.family ?? { slug: architecture, name: nameArchitecture(architecture) },
    source: isOnHub ? 'hub' : isPackaged ? 'package' : 'folder',
    location: reference,
    inspection,
    tokenClasses,
    description,
    licence,
    trainingFacts: readTraining(findModelSource(path, { roots: folders.modelRoots }).folder),
  });
  await attachModelToJob(database, fence, modelId);
}

/** The tokens of the model by what they write, with their occurrences in the bundled texts; null where its tokenizer does not tell. */
async function countWords(model: string, { folders, signal, report, log }: HandlerContext): Promise<readonly TokenClassCount[] | null> {
  const texts = readBundledTexts(folders.texts);
  const { classes, obstacle } = await runInference('words', { model, roots: folders.modelRoots, texts }, { signal, onProgress: report });
  if (obstacle === null) return classes;
  log('info', `its tokens are not counted: ${obstacle}`);
  return null;
}
