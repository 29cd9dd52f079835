import { connectOrRefuse } from './connect-or-refuse.ts';

/** Cancels the statement that a connection runs. Uses a separate connection, because all connections of the pool may be busy. Never rejects. */
export async function cancelBackend(databaseUrl: string, client: object): Promise<void> {
  const processId = 'processID' in client && typeof client.processID === 'number' ? client.processID : null;
  if (processId === null) return;
  try {
    const other = await connectOrRefuse(databaseUrl);
    await other.query('SELECT pg_cancel_backend($1)', [processId]);
    await other.end();
  } catch {
    // If this fails, statement_timeout ends the statement a few seconds later.
  }
}
