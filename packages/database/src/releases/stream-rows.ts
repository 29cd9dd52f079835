import type pg from 'pg';

/** Rows per fetch; a stream keeps only these in memory, for any size of table. */
const BATCH_ROWS = 2_000;

/** Rows of a statement in batches, inside the client's transaction. One stream at a time. */
export async function* streamRows(
  client: pg.ClientBase,
  statement: { readonly text: string; readonly values: readonly unknown[] },
): AsyncGenerator<readonly Readonly<Record<string, unknown>>[]> {
  await client.query(`DECLARE release_rows NO SCROLL CURSOR FOR ${statement.text}`, [...statement.values]);
  for (;;) {
    const { rows } = await client.query(`FETCH ${BATCH_ROWS} FROM release_rows`);
    if (rows.length > 0) yield rows;
    if (rows.length < BATCH_ROWS) break;
  }
  await client.query('CLOSE release_rows');
}
