import { sql } from '@lamina/database';
import { columnsOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, equals } from '../../data/filters.ts';
import { by } from '../../data/order-column.ts';
import { descending } from '../../paging/list-args.ts';
import { ImportFormat, ResultImport } from './result-import.type.ts';

/** Imports. */
export const RESULT_IMPORTS = defineList({
  name: 'ResultImport',
  type: ResultImport,
  columns: {
    modelKey: sql`r."modelId"`,
    ...columnsOf('ri', 'format', 'contentSha256', 'submittedBy', 'skipped'),
    ...timesOf('ri', 'createdAt'),
  },
  from: sql`"ResultImport" ri LEFT JOIN "ModelRevision" r ON r."id" = ri."revisionId" LEFT JOIN "Model" m ON m."id" = r."modelId"`,
  key: sql`ri."id"`,
  storedAt: sql`ri."createdAt"`,
  filter: {
    models: anyOf(String, sql`m."slug"`, 'Short names of models.'),
    format: equals(ImportFormat, sql`ri."format"`, 'Source format.'),
  },
  order: {
    CREATED_AT: by.time(sql`ri."createdAt"`, 'Time of import.'),
    MODEL: by.text(sql`m."slug"`, 'Short name of the model.'),
  },
  defaultOrder: { words: 'newest first', columns: [descending('CREATED_AT')] },
});
