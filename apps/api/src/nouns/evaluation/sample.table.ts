import { Conditions } from '../../data/conditions.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import type { Sample } from './sample.type.ts';

/** How samples are read. */
export const SAMPLE_TABLE = defineNodeTable<'Sample', Sample>({
  name: 'Sample',
  columns: sql`sa."id" AS "key", sa."documentId", sa."position", sa."logLikelihoods", sa."gold", sa."value"`,
  from: sql`"Sample" sa`,
  key: sql`sa."id"`,
  links: { evaluation: { column: sql`sa."evaluationId"`, isCurrentOnly: false } },
  order: {
    POSITION: { expression: sql`sa."position"`, type: 'int8', isNullable: false },
    VALUE: { expression: sql`sa."value"`, type: 'float8', isNullable: true },
  },
  defaultOrder: [{ field: 'POSITION', direction: 'ASC' }],
  listConditions: ({ documentIds }) => new Conditions().anyOf(sql`sa."documentId"`, documentIds).list,
  toFields: (record) => record,
});
