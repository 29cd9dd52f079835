import { createDatabase } from '@lamina/database';
import { type SyntheticSize, writeSyntheticData } from '@lamina/test-database';
import { startTestServer, TEMPLATE_DATABASE } from '@lamina/test-database/test-server';

/** A PostgreSQL with synthetic data; its files are deleted when it stops. */
export interface SyntheticServer {
  /** Connection string of the filled database. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL in a temporary folder and fills it. */
export async function startSyntheticServer(size: Partial<SyntheticSize> = {}): Promise<SyntheticServer> {
  const server = await startTestServer();
  const url = new URL(server.url);
  url.pathname = `/${TEMPLATE_DATABASE}`;
  const database = createDatabase(url.href);
  try {
    await writeSyntheticData(database, size);
  } catch (error) {
    await server.stop();
    throw error;
  } finally {
    await database.close();
  }
  return { url: url.href, stop: () => server.stop() };
}
