import { connectOrRefuse } from '@lamina/database';

/** Ends the statement that a connection runs, over a connection of its own: the pool's may all be waiting for just this. Never rejects. */
export async function cancelBackend(databaseUrl: string, client: object): Promise<void> {
  const processId = 'processID' in client && typeof client.processID === 'number' ? client.processID : null;
  if (processId === null) return;
  try {
    const other = await connectOrRefuse(databaseUrl);
    await other.query('SELECT pg_cancel_backend($1)', [processId]);
    await other.end();
  } catch {
    // Then statement_timeout ends it a few seconds later.
  }
}
