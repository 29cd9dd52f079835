import { sql } from '@lamina/database';
import { columnsOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { equals } from '../../data/filters.ts';
import { by } from '../../data/order-column.ts';
import { descending } from '../../paging/list-args.ts';
import { ModelRevision } from './model-revision.type.ts';

/** Revisions. The locations of their files are not exposed. */
export const MODEL_REVISIONS = defineList({
  name: 'ModelRevision',
  type: ModelRevision,
  columns: {
    ...columnsOf('r', 'digest', 'graphSha256', 'weightsSha256', 'tokenizerSha256', 'exporter', 'opset'),
    ...timesOf('r', 'createdAt'),
  },
  fieldColumns: {
    storedTypes: columnsOf('r', 'storedTypes'),
    warnings: columnsOf('r', 'warnings'),
  },
  from: sql`"ModelRevision" r`,
  key: sql`r."id"`,
  storedAt: sql`r."createdAt"`,
  links: { model: { column: sql`r."modelId"` } },
  filter: { digest: equals(String, sql`r."digest"`, 'Only the revision with this digest.') },
  order: { CREATED_AT: by.time(sql`r."createdAt"`, 'Time of registration.') },
  defaultOrder: { words: 'newest first', columns: [descending('CREATED_AT')] },
});
