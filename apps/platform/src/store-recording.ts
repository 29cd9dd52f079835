import { join } from 'node:path';
import {
  adoptRelease,
  attachPackagedFiles,
  createDatabase,
  importPublishedLayers,
  importRecording,
  RELEASE_FOLDER,
} from '@lamina/database';
import { PACKAGED_MODELS } from '@lamina/hub';
import { locatePlatform } from './locate-platform.ts';
import { say } from './say.ts';

/** Stores the numbers that other people published of layers, at the first start. */
export async function storePublished(databaseUrl: string): Promise<void> {
  const database = createDatabase(databaseUrl);
  try {
    await importPublishedLayers(database, join(locatePlatform(), 'models/published/layers'));
  } finally {
    await database.close();
  }
}

/** A recording that is being stored. */
export interface RecordingInProgress {
  /** Resolves when the page can show the results. */
  readonly results: Promise<void>;
  /** Lets the answers to single documents follow. Until then, the page is built and opened, and every core is busy. */
  readonly storeAnswers: () => void;
  /** Resolves when everything is stored. */
  readonly stored: Promise<void>;
}

/** Where a recording is stored: the database, and the folder with the files of releases. */
interface RecordingPlace {
  readonly databaseUrl: string;
  readonly dataDir: string;
}

/**
 * Stores the recorded measurements at the first start, so that the page shows real models at once, and publishes their release. Workers fetch the models'
 * files when needed.
 */
export function storeRecording({ databaseUrl, dataDir }: RecordingPlace, folder: string, signal: AbortSignal): RecordingInProgress {
  const [results, isOpen] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  signal.addEventListener('abort', () => isOpen.reject(signal.reason));
  const store = async (): Promise<void> => {
    const database = createDatabase(databaseUrl);
    try {
      await importRecording(database, folder, async ({ facts, isNew }) => {
        await attachPackagedFiles(database, PACKAGED_MODELS);
        if (isNew)
          say(`${facts.title}: recorded on ${facts.recordedAt.slice(0, 10)}, ${facts.device}; measure again with: ${facts.command}`);
        results.resolve();
        await isOpen.promise;
      });
      await adoptRelease(database, join(folder, RELEASE_FOLDER), join(dataDir, 'releases'));
    } finally {
      await database.close();
    }
  };
  const stored = store();
  stored.catch(results.reject);
  for (const promise of [results.promise, isOpen.promise]) promise.catch(() => undefined);
  return { results: results.promise, storeAnswers: isOpen.resolve, stored };
}
