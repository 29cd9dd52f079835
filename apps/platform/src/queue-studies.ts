import { createDatabase } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { say } from './say.ts';

// @lamina/scorer is loaded when the page is open: until then every core is busy.

/** Queues a study of one bundled model, or of all of them. */
export async function queueBundled(
  databaseUrl: string,
  scorerEnvironment: Readonly<Record<string, string>>,
  measureAll: boolean,
): Promise<void> {
  const { enqueueBundledStudies, readScorerEnvironment } = await import('@lamina/scorer');
  const database = createDatabase(databaseUrl);
  try {
    const queued = await enqueueBundledStudies(database, readScorerEnvironment(scorerEnvironment).folders, measureAll ? 'all' : 'first');
    if (queued > 0)
      say(measureAll ? 'all bundled models are queued for measurement' : 'one bundled model is measured now; --measure-all measures all');
  } finally {
    await database.close();
  }
}

/** Queues a study of each model when it is downloaded. If one cannot be downloaded, a message says so and everything else continues. */
export async function queueFetched(databaseUrl: string, references: readonly string[], signal: AbortSignal): Promise<void> {
  if (references.length === 0) return;
  const { enqueueFetchedStudies, FETCHED_STUDIES } = await import('@lamina/scorer');
  const database = createDatabase(databaseUrl);
  const fetchOne = async (reference: string): Promise<void> => {
    try {
      const slug = await enqueueFetchedStudies(database, reference, { studies: FETCHED_STUDIES, signal });
      say(`${slug} is queued for measurement`);
    } catch (error) {
      if (!signal.aborted) say(error instanceof AppError ? `${error.code}: ${error.message}` : String(error));
    }
  };
  await Promise.all(references.map(fetchOne));
  await database.close();
}
