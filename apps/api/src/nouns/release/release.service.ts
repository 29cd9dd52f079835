import { type Database, publishRelease, type ReleaseOutcome, writeRelease } from '@lamina/database';
import { checkReleaseInput, type PublishReleaseInput } from './publish-release.input.ts';
import type { ReleaseCatalogue } from './release-catalogue.ts';

/** The services and settings that ReleaseService uses. */
export interface ReleaseServiceParts {
  readonly database: Database;
  readonly catalogue: ReleaseCatalogue;
  /** The folder of all releases. */
  readonly folder: string;
  /** Version of the API that writes the files. */
  readonly apiVersion: string;
}

/** Publishes releases. */
export class ReleaseService {
  readonly #parts: ReleaseServiceParts;

  constructor(parts: ReleaseServiceParts) {
    this.#parts = parts;
  }

  /** The newest release's version, or null. */
  get newestVersion(): string | null {
    return this.#parts.catalogue.newestVersion;
  }

  /** Freezes all measurements up to now and writes the files. @throws AppError BAD_USER_INPUT, CONFLICT. */
  async publishRelease(input: PublishReleaseInput, publishedBy: string): Promise<ReleaseOutcome> {
    const { database, catalogue, folder, apiVersion } = this.#parts;
    const facts = { ...checkReleaseInput(input), publishedBy, apiVersion };
    const includeSamples = input.includeSamples ?? false;
    const release = await publishRelease(database, facts, (snapshot) => writeRelease(snapshot, { facts, includeSamples, root: folder }));
    await catalogue.refresh();
    return release;
  }
}

/** Where resolvers find it. */
export type ReleaseContext = { readonly releases: ReleaseService };
