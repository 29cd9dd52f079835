import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createTestDatabase, type TestDatabase } from '@lamina/test-database';
import { pino } from 'pino';
import type { ApiOptions } from '../server/api-options.ts';
import { startApi } from '../server/start-api.ts';

/** Token of the test API's administrator. */
export const TEST_ADMIN_TOKEN = 'lam_test-administrator-token';
/** Headers of the administrator's requests. */
export const ADMIN_HEADERS = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
/** Origin of the test API's web app. */
export const TEST_WEB_ORIGIN = 'http://localhost:3111';

/** A reply of the test API; the caller gives the type of `data`. */
export interface TestReply<Data> {
  readonly status: number;
  readonly data: Data;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string; readonly errorId?: string } }[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** A real API on a real, empty database. */
export interface TestApi {
  readonly url: string;
  readonly database: TestDatabase;
  /** Texts of the SQL statements that read; tests reset it with `statements.length = 0`. */
  readonly statements: string[];
  /** Lines of the log. */
  readonly logLines: string[];
  query<Data>(query: string, variables?: object, headers?: Readonly<Record<string, string>>): Promise<TestReply<Data>>;
  close(): Promise<void>;
}

/** Starts the API on its own database and a free port. */
export async function startTestApi(options: Partial<ApiOptions> = {}): Promise<TestApi> {
  const database = await createTestDatabase();
  const releasesFolder = mkdtempSync(join(tmpdir(), 'lamina-releases-'));
  const modelsFolder = mkdtempSync(join(tmpdir(), 'lamina-models-'));
  const dataFolder = mkdtempSync(join(tmpdir(), 'lamina-data-'));
  const statements: string[] = [];
  const logLines: string[] = [];
  const log = new Writable({
    write(chunk, _encoding, done) {
      logLines.push(String(chunk));
      done();
    },
  });
  const api = await startApi({
    databaseUrl: database.url,
    port: 0,
    adminToken: TEST_ADMIN_TOKEN,
    releasesFolder,
    modelsFolder,
    uploadsFolder: join(dataFolder, 'uploads'),
    uploadedModelsFolder: join(dataFolder, 'uploaded-models'),
    webOrigin: TEST_WEB_ORIGIN,
    logger: pino({ level: 'info' }, log),
    onStatement: (text) => statements.push(text),
    ...options,
  });
  return {
    url: api.url,
    database,
    statements,
    logLines,
    async query<Data>(query: string, variables: object = {}, headers: Readonly<Record<string, string>> = {}) {
      const response = await fetch(api.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, ...((await response.json()) as Omit<TestReply<Data>, 'status'>) };
    },
    async close() {
      await api.close();
      await database.drop();
      for (const folder of [releasesFolder, modelsFolder, dataFolder]) rmSync(folder, { recursive: true, force: true });
    },
  };
}
