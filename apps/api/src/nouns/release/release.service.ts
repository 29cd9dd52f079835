import {
  type Database,
  parseReleaseFacts,
  publishRelease,
  type ReleaseOutcome,
  type StoredReleaseFile,
  storedReleaseFiles,
  writeRelease,
} from '@lamina/database';
import { requestLife } from '../../data/request-life.ts';
import type { PublishReleaseInput } from './publish-release.input.ts';

/** A published release as the server knows it. */
export interface PublishedRelease {
  readonly version: string;
  readonly cut: Date;
  readonly files: readonly StoredReleaseFile[];
}

/** Maximum delay until a release of another process is noticed. */
const FRESH_MS = 10_000;

/** ReleaseService uses these. */
export interface ReleaseServiceParts {
  readonly database: Database;
  /** The folder of all releases. */
  readonly folder: string;
  /** Version of the API that writes the files. */
  readonly apiVersion: string;
}

/** Publishes releases, and finds them by version. Each is read once and cached, because a release never changes. */
export class ReleaseService {
  readonly #parts: ReleaseServiceParts;
  readonly #published = new Map<string, PublishedRelease>();
  #newest: string | null = null;
  #readAt = 0;
  #reading: Promise<void> | null = null;

  constructor(parts: ReleaseServiceParts) {
    this.#parts = parts;
  }

  /** Version of the newest release, at most ten seconds old; null when there is none. */
  get newestVersion(): string | null {
    // The refresh serves all requests, so it must not end with the current one.
    if (Date.now() - this.#readAt > FRESH_MS) requestLife.exit(() => void this.refresh());
    return this.#newest;
  }

  /** Reads which release is the newest; keeps the old value if the database does not answer. */
  refresh(): Promise<void> {
    this.#reading ??= this.#read()
      .catch(() => undefined)
      .finally(() => {
        this.#reading = null;
      });
    return this.#reading;
  }

  /** The release with this version, or null. */
  async findRelease(version: string): Promise<PublishedRelease | null> {
    const kept = this.#published.get(version);
    if (kept !== undefined) return kept;
    const row = await this.#parts.database.prisma.release.findUnique({ where: { version } });
    if (row === null || row.publishedAt === null) return null;
    const release = { version, cut: row.createdAt, files: storedReleaseFiles.parse(row.files) };
    this.#published.set(version, release);
    return release;
  }

  /** Freezes all measurements up to now and writes the files. @throws AppError BAD_USER_INPUT, CONFLICT. */
  async publishRelease(input: PublishReleaseInput, publishedBy: string): Promise<ReleaseOutcome> {
    const { database, folder, apiVersion } = this.#parts;
    const facts = { ...parseReleaseFacts(input), publishedBy, apiVersion };
    const includeSamples = input.includeSamples ?? false;
    const release = await publishRelease(database, facts, (snapshot) => writeRelease(snapshot, { facts, includeSamples, root: folder }));
    await this.refresh();
    return release;
  }

  async #read(): Promise<void> {
    const where = { publishedAt: { not: null } };
    const row = await this.#parts.database.prisma.release.findFirst({ where, orderBy: { createdAt: 'desc' }, select: { version: true } });
    this.#newest = row?.version ?? null;
    this.#readAt = Date.now();
  }
}

/** Where resolvers find it. */
export type ReleaseContext = { readonly releases: ReleaseService };
