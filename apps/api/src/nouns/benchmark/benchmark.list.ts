import { sql } from '@lamina/database';
import { columnsOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, equals } from '../../data/filters.ts';
import { by } from '../../data/order-column.ts';
import { ascending } from '../../paging/list-args.ts';
import { Benchmark, BenchmarkKind } from './benchmark.type.ts';

/** Benchmarks. */
export const BENCHMARKS = defineList({
  name: 'Benchmark',
  type: Benchmark,
  columns: {
    ...columnsOf('b', 'name', 'version', 'kind', 'category', 'description', 'chance', 'documentCount', 'digest'),
    ...timesOf('b', 'createdAt'),
  },
  from: sql`"Benchmark" b`,
  key: sql`b."id"`,
  storedAt: sql`b."createdAt"`,
  filter: {
    names: anyOf(String, sql`b."name"`, 'Any of these names.'),
    kind: equals(BenchmarkKind, sql`b."kind"`, 'The kind of output that it requires from a model.'),
    category: equals(String, sql`b."category"`, 'The ability that it tests.'),
  },
  order: {
    NAME: by.text(sql`b."name"`, 'Name.'),
    CREATED_AT: by.time(sql`b."createdAt"`, 'Time of registration.'),
  },
  defaultOrder: { words: 'by name', columns: [ascending('NAME')] },
});
