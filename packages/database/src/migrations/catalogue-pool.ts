import pg from 'pg';

const CHAR_OID = 18;
const CHAR_ARRAY_OID = 1002;

/** A connection pool for reading PostgreSQL's catalogue; `connectCatalogue` explains why "char" is treated as an array here. */
export class CataloguePool extends pg.Pool {
  override query: pg.Pool['query'] = (async (...args: Parameters<pg.Pool['query']>) => {
    const result = (await (super.query as (...rest: unknown[]) => Promise<pg.QueryResult>)(...args)) as pg.QueryResult;
    // A pool's query answers with nothing to its caller where it was given a callback.
    for (const field of result.fields ?? []) if (field.dataTypeID === CHAR_OID) field.dataTypeID = CHAR_ARRAY_OID;
    return result;
  }) as unknown as pg.Pool['query'];
}
