import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createStudy, type Database, digestOf, type RevisionRecord, registerModel } from '@lamina/database';
import { inspectModel } from '@lamina/engine';
import { listStudyJobs, openJobQueue, studyRequest } from '@lamina/jobs';
import type { MaterialFolders } from './handlers/handler-context.ts';
import { listTaskNames } from './material/load-task.ts';

/** The study that every bundled model gets; five draws of random-inner are the control that a strategy has to beat. */
const BUNDLED_STUDY = {
  calibration: 'invented-world',
  window: 64,
  stride: 64,
  bos: 'auto',
  strategies: ['block-influence', 'reverse', 'sequential', 'random-inner'],
  counts: [1, 2, 3, 4, 5, 6],
  seeds: [0, 1, 2, 3, 4],
} as const;

/** Registers the models of a folder and queues a study for each that has none for its present files. Returns how many were queued. */
export async function enqueueBundledStudies(
  database: Database,
  folders: Pick<MaterialFolders, 'modelRoots' | 'benchmarks'>,
): Promise<number> {
  const queue = await openJobQueue(database.url, () => undefined);
  try {
    let queued = 0;
    for (const folder of listModelFolders(folders.modelRoots)) {
      const revision = await registerFolder(database, folder);
      const request = studyRequest.parse({
        ...BUNDLED_STUDY,
        revisionId: revision.revisionId,
        benchmarks: listTaskNames(folders.benchmarks),
      });
      const study = await createStudy(
        database,
        {
          modelId: revision.modelId,
          request,
          jobs: listStudyJobs(request),
          idempotencyKey: `bundled ${digestOf({ ...request, revision: revision.digest })}`,
        },
        queue.enqueue,
      );
      if (study.isNew) queued += 1;
    }
    return queued;
  } finally {
    await queue.close();
  }
}

function listModelFolders(roots: readonly string[]): readonly string[] {
  return roots
    .flatMap((root) =>
      readdirSync(root)
        .sort()
        .map((name) => join(root, name)),
    )
    .filter((folder) => existsSync(join(folder, 'onnx/model.onnx')));
}

async function registerFolder(database: Database, folder: string): Promise<RevisionRecord> {
  const slug = folder.split('/').at(-1) ?? folder;
  const inspection = await inspectModel(folder);
  const family = inspection.architecture ?? 'unknown';
  const card = readIfPresent(join(folder, 'README.md'));
  const training = readIfPresent(join(folder, 'training.json'));
  return await registerModel(database, {
    slug,
    name: slug,
    family: {
      slug: `lamina-${family}`,
      name: `Lamina ${family.toUpperCase()}`,
      description: `Bundled models of the ${family} architecture, trained by this project.`,
    },
    source: 'bundled',
    location: slug,
    licence: 'Apache-2.0',
    inspection,
    ...(card === undefined ? {} : { card }),
    ...(training === undefined ? {} : { trainingFacts: JSON.parse(training) }),
  });
}

function readIfPresent(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
