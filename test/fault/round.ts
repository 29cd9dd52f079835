import { createStudy } from '@lamina/database';
import { type JobQueue, openJobQueue, parseStudyRequest, planStudy } from '@lamina/jobs';
import { type Installation, type InstallationOptions, openInstallation } from './installation.ts';

/** Less work in the short form. */
const isShort = process.env.LAMINA_FAULT_SHORT === '1';

/** The study of every round. */
export const STUDY = {
  calibration: 'invented-world',
  window: 128,
  windows: isShort ? 16 : 32,
  strategies: ['block-influence', 'random-inner'],
  counts: isShort ? [1] : [1, 2, 3],
  seeds: isShort ? [0] : [0, 1],
  benchmarks: ['country-facts'],
} as const;

/** The input of one round. */
export interface Round extends Installation {
  readonly random: () => number;
  readonly queue: JobQueue;
  readonly studyId: string;
  readonly jobIds: readonly string[];
}

export interface RoundOptions extends InstallationOptions {
  readonly random: () => number;
}

/** A new database with one study that no worker has started. */
export async function openRound({ random, ...options }: RoundOptions): Promise<Round> {
  const installation = await openInstallation(options);
  const { database, url, revision } = installation;
  const queue = await openJobQueue(url, { role: 'sender' });
  const request = parseStudyRequest(STUDY);
  const study = { modelId: revision.modelId, request, jobs: planStudy(revision.revisionId, request) };
  const { studyId, jobIds } = await createStudy(database, study, queue.enqueue);
  return {
    ...installation,
    random,
    queue,
    studyId,
    jobIds,
    async close() {
      await queue.stop().catch(() => undefined);
      await installation.close();
    },
  };
}
