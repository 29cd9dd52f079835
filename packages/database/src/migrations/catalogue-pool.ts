import pg from 'pg';

const CHAR_OID = 18;
const TEXT_OID = 25;

/**
 * A connection pool for reading PostgreSQL's own catalogue through Prisma's adapter, which has no reading for the catalogue's one-byte
 * "char" type (adapter-pg 7.10.0, fieldToColumnType) and would refuse. Such a column is handed on as text.
 */
export class CataloguePool extends pg.Pool {
  override query: pg.Pool['query'] = (async (...args: Parameters<pg.Pool['query']>) => {
    const result = (await (super.query as (...rest: unknown[]) => Promise<pg.QueryResult>)(...args)) as pg.QueryResult;
    for (const field of result.fields ?? []) if (field.dataTypeID === CHAR_OID) field.dataTypeID = TEXT_OID;
    return result;
  }) as unknown as pg.Pool['query'];
}
