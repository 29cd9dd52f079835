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
    modelKey: sql`r."modelId"`,
    isCurrent: sql`(m."currentRevisionId" IS NOT DISTINCT FROM r."id")`,
    ...columnsOf(
      'r',
      'digest',
      'graphSha256',
      'weightsSha256',
      'tokenizerSha256',
      'architecture',
      'format',
      'normPlacement',
      'precision',
      'exporter',
    ),
    ...columnsOf('r', 'opset', 'blockCount', 'hiddenSize', 'vocabularySize'),
    parameterCount: sql`r."parameterCount"::float8`,
    ...timesOf('r', 'createdAt'),
  },
  fieldColumns: {
    storedTypes: columnsOf('r', 'storedTypes'),
    boundaries: columnsOf('r', 'boundaries'),
    warnings: columnsOf('r', 'warnings'),
  },
  from: sql`"ModelRevision" r JOIN "Model" m ON m."id" = r."modelId"`,
  key: sql`r."id"`,
  storedAt: sql`r."createdAt"`,
  links: { model: { column: sql`r."modelId"` } },
  filter: { digest: equals(String, sql`r."digest"`, 'Only the revision with this digest.') },
  order: { CREATED_AT: by.time(sql`r."createdAt"`, 'Time of registration.') },
  defaultOrder: { words: 'newest first', columns: [descending('CREATED_AT')] },
});
