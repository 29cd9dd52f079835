import { type Database, drainWorker } from '@lamina/database';

/** Changes workers. */
export class WorkerService {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws AppError NOT_FOUND for an unknown worker, CONFLICT for one that has ended. */
  async drainWorker(key: string): Promise<void> {
    await drainWorker(this.#database, key);
  }
}

/** Where resolvers find it. */
export type WorkerContext = { readonly workers: WorkerService };
