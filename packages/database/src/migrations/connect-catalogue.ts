import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum, type SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import type { CataloguePool } from './catalogue-pool.ts';

/**
 * Prisma's adapter over a pool that supports one-byte "char" columns. The schema engine reads PostgreSQL's catalogue, which has many of them, and
 * adapter-pg 7.10.0 (fieldToColumnType) does not support that type. `CataloguePool` reports it as an array of the type, which the adapter supports,
 * and this code converts it back to a single value. Scripts are sent to the server whole, because the adapter would split them at every semicolon,
 * also inside function bodies.
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
