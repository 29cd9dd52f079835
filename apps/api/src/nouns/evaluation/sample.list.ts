import { sql } from '@lamina/database';
import { columnsOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf } from '../../data/filters.ts';
import { by } from '../../data/order-column.ts';
import { ascending } from '../../paging/list-args.ts';
import { Sample } from './sample.type.ts';

/** Models' answers, document by document. */
export const SAMPLES = defineList({
  name: 'Sample',
  type: Sample,
  columns: { ...columnsOf('sa', 'documentId', 'position', 'logLikelihoods', 'gold', 'value') },
  from: sql`"Sample" sa`,
  key: sql`sa."id"`,
  links: { evaluation: { column: sql`sa."evaluationId"` } },
  filter: { documentIds: anyOf(String, sql`sa."documentId"`, 'Any of these document ids.') },
  order: {
    POSITION: by.whole(sql`sa."position"`, 'Position in the benchmark.'),
    VALUE: by.number(sql`sa."value"`, 'Value.', { isNullable: true }),
  },
  defaultOrder: { words: 'by position', columns: [ascending('POSITION')] },
});
