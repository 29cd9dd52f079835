import { Conditions } from '../../data/conditions.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import type { ModelRevision } from './model-revision.type.ts';

/** How revisions are read. Where their files lie stays inside. */
export const MODEL_REVISION_TABLE = defineNodeTable<'ModelRevision', ModelRevision>({
  name: 'ModelRevision',
  columns: sql`r."id" AS "key", r."modelId" AS "modelKey", r."digest", r."graphSha256", r."weightsSha256", r."tokenizerSha256",
    (m."currentRevisionId" IS NOT DISTINCT FROM r."id") AS "isCurrent", r."architecture", r."normPlacement", r."precision", r."exporter",
    r."opset", r."blockCount", r."hiddenSize", r."vocabularySize", r."parameterCount"::float8 AS "parameterCount", r."createdAt"`,
  fieldColumns: { boundaries: sql`r."boundaries"`, warnings: sql`r."warnings"` },
  from: sql`"ModelRevision" r JOIN "Model" m ON m."id" = r."modelId"`,
  key: sql`r."id"`,
  storedAt: sql`r."createdAt"`,
  links: { model: { column: sql`r."modelId"`, isCurrentOnly: false } },
  order: { CREATED_AT: { expression: sql`r."createdAt"`, type: 'timestamptz', isNullable: false } },
  defaultOrder: [{ field: 'CREATED_AT', direction: 'DESC' }],
  listConditions: ({ digest }) => new Conditions().equals(sql`r."digest"`, digest).list,
  toFields: (record) => record,
});
