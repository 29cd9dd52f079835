import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum, type SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import type { CataloguePool } from './catalogue-pool.ts';

/**
 * Prisma's adapter over a pool whose one-byte "char" columns arrive as what they are. The schema engine reads PostgreSQL's own catalogue,
 * which is full of them, and adapter-pg 7.10.0 (fieldToColumnType) has no reading for that type: `CataloguePool` calls it an array of
 * them, which the adapter does know, and here it becomes a single one again. Scripts go to the server whole: the adapter would cut them at every
 * semicolon, also at those inside a function's body.
 */
export async function connectCatalogue(pool: CataloguePool): Promise<SqlDriverAdapter> {
  const adapter = await new PrismaPg(pool).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const columnTypes = result.columnTypes.map((type) => (type === ColumnTypeEnum.CharacterArray ? ColumnTypeEnum.Character : type));
    return { ...result, columnTypes };
  };
  adapter.executeScript = async (script) => {
    await pool.query(script);
  };
  return adapter;
}
