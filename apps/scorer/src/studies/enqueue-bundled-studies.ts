import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  createStudy,
  type Database,
  digestOf,
  type Enqueue,
  listFailedJobs,
  type RevisionRecord,
  registerModel,
  retryJob,
} from '@lamina/database';
import { listBundledTasks } from '@lamina/datasets';
import { inspectModel } from '@lamina/engine';
import { openJobQueue, parseStudyRequest, planStudy } from '@lamina/jobs';
import type { MaterialFolders } from '../context/handler-context.ts';
import { nameArchitecture } from '../material/name-architecture.ts';
import { readTraining } from '../material/read-training.ts';
import {
  BEYOND_BLOCKS_FORMS_STUDY,
  BEYOND_BLOCKS_STUDY,
  BUNDLED_STUDY,
  type BundledStudy,
  FIRST_STUDY,
  FORMS_STUDY,
  FURTHER_STUDY,
} from './bundled-studies.ts';

const GRAPH = 'onnx/model.onnx';
/** Below every bundled model's first study. */
const BEYOND_BLOCKS_PRIORITY = -500;
const FORMS_PRIORITY = -750;
const BEYOND_BLOCKS_FORMS_PRIORITY = -875;
const FURTHER_PRIORITY = -1000;

/** A short study of the smallest model, or of each; or every study of each. */
export type BundledExtent = 'first' | 'first of each' | 'all';

/**
 * Registers the models of a folder, and queues studies of them. A study of the current files of a model is queued once, and again if it failed. Returns
 * the number of models with a queued study.
 */
export async function enqueueBundledStudies(
  database: Database,
  folders: Pick<MaterialFolders, 'modelRoots' | 'uploadedModels' | 'benchmarks'>,
  extent: BundledExtent,
): Promise<number> {
  const queue = await openJobQueue(database.url, { role: 'sender' });
  const benchmarks = listBundledTasks(folders.benchmarks);
  const submit = async (study: BundledStudy, revision: RevisionRecord, priority: number): Promise<boolean> => {
    const request = parseStudyRequest({ ...study, benchmarks });
    const { isNew, jobIds } = await createStudy(
      database,
      {
        modelId: revision.modelId,
        request,
        jobs: planStudy(revision.revisionId, request),
        placement: { priority },
        idempotencyKey: `bundled ${digestOf({ ...request, revision: revision.digest })}`,
      },
      queue.enqueue,
    );
    return isNew || (await retryFailed(database, jobIds, queue.enqueue));
  };
  try {
    let queued = 0;
    // People register the models that they upload, and choose what is measured.
    const modelFolders = listModelFolders(folders.modelRoots.filter((root) => root !== folders.uploadedModels));
    const families: string[] = [];
    for (const [index, folder] of modelFolders.entries()) {
      const { revision, family } = await registerFolder(database, folder);
      if (extent !== 'all') {
        if ((index === 0 || extent === 'first of each') && (await submit(FIRST_STUDY, revision, -1))) queued += 1;
        continue;
      }
      // After all submitted jobs. The models run one after the other: the first of every family before the second of any family.
      const placeInFamily = families.filter((other) => other === family).length;
      families.push(family);
      const place = placeInFamily * modelFolders.length + index;
      const isQueued = await submit(BUNDLED_STUDY, revision, -1 - place);
      await submit(BEYOND_BLOCKS_STUDY, revision, BEYOND_BLOCKS_PRIORITY - place);
      await submit(FORMS_STUDY, revision, FORMS_PRIORITY - place);
      await submit(BEYOND_BLOCKS_FORMS_STUDY, revision, BEYOND_BLOCKS_FORMS_PRIORITY - place);
      await submit(FURTHER_STUDY, revision, FURTHER_PRIORITY - place);
      if (isQueued) queued += 1;
    }
    return queued;
  } finally {
    await queue.stop();
  }
}

async function retryFailed(database: Database, jobIds: readonly string[], enqueue: Enqueue): Promise<boolean> {
  const failed = await listFailedJobs(database, jobIds);
  for (const id of failed) await retryJob(database, id, enqueue);
  return failed.length > 0;
}

/** Smallest graph first, so that the first result appears soon. */
function listModelFolders(roots: readonly string[]): readonly string[] {
  return roots
    .flatMap((root) =>
      readdirSync(root)
        .sort()
        .map((name) => join(root, name)),
    )
    .filter((folder) => existsSync(join(folder, GRAPH)))
    .toSorted((a, b) => statSync(join(a, GRAPH)).size - statSync(join(b, GRAPH)).size);
}

async function registerFolder(database: Database, folder: string): Promise<{ readonly revision: RevisionRecord; readonly family: string }> {
  const slug = folder.split('/').at(-1) ?? folder;
  const inspection = await inspectModel(folder);
  const family = inspection.architecture ?? 'unknown';
  const cardPath = join(folder, 'README.md');
  const card = existsSync(cardPath) ? readFileSync(cardPath, 'utf8') : undefined;
  const revision = await registerModel(database, {
    slug,
    name: slug,
    family: {
      slug: `lamina-${family}`,
      name: `Lamina ${nameArchitecture(family)}`,
      description: `Bundled models of the ${nameArchitecture(family)} architecture, trained by this project.`,
    },
    source: 'bundled',
    location: slug,
    licence: 'Apache-2.0',
    inspection,
    card,
    description: card === undefined ? null : findDescription(card),
    trainingFacts: readTraining(folder),
  });
  return { revision, family };
}

/** The first paragraph of a model card, after its front matter and title. */
function findDescription(card: string): string | null {
  const body = card.replace(/^---\n[\s\S]*?\n---\n/, '');
  const paragraphs = body.split(/\n\s*\n/).map((paragraph) => paragraph.trim().replaceAll('\n', ' ').replaceAll('**', ''));
  return paragraphs.find((paragraph) => paragraph !== '' && !paragraph.startsWith('#')) ?? null;
}
