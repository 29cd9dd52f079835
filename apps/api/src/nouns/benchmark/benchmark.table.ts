import { Conditions } from '../../data/conditions.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import type { Benchmark } from './benchmark.type.ts';

/** How benchmarks are read. */
export const BENCHMARK_TABLE = defineNodeTable<'Benchmark', Benchmark>({
  name: 'Benchmark',
  columns: sql`b."id" AS "key", b."name", b."version", b."kind", b."category", b."description", b."chance", b."documentCount", b."digest",
    b."createdAt"`,
  from: sql`"Benchmark" b`,
  key: sql`b."id"`,
  storedAt: sql`b."createdAt"`,
  links: {},
  order: {
    NAME: { expression: sql`b."name"`, type: 'text', isNullable: false },
    CATEGORY: { expression: sql`b."category"`, type: 'text', isNullable: false },
    CREATED_AT: { expression: sql`b."createdAt"`, type: 'timestamptz', isNullable: false },
  },
  defaultOrder: [{ field: 'NAME', direction: 'ASC' }],
  listConditions: ({ names, kind, category }) =>
    new Conditions().anyOf(sql`b."name"`, names).equals(sql`b."kind"`, kind).equals(sql`b."category"`, category).list,
  toFields: (record) => record,
});
