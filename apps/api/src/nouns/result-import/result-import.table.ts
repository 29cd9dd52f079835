import { Conditions } from '../../data/conditions.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import type { ResultImport } from './result-import.type.ts';

/** How imports are read. */
export const RESULT_IMPORT_TABLE = defineNodeTable<'ResultImport', ResultImport>({
  name: 'ResultImport',
  columns: sql`ri."id" AS "key", r."modelId" AS "modelKey", ri."format", ri."contentSha256", ri."submittedBy", ri."skipped", ri."createdAt"`,
  from: sql`"ResultImport" ri LEFT JOIN "ModelRevision" r ON r."id" = ri."revisionId" LEFT JOIN "Model" m ON m."id" = r."modelId"`,
  key: sql`ri."id"`,
  storedAt: sql`ri."createdAt"`,
  links: {},
  order: {
    CREATED_AT: { expression: sql`ri."createdAt"`, type: 'timestamptz', isNullable: false },
    MODEL: { expression: sql`m."slug"`, type: 'text', isNullable: false },
  },
  defaultOrder: [{ field: 'CREATED_AT', direction: 'DESC' }],
  listConditions: ({ models, format }) => new Conditions().anyOf(sql`m."slug"`, models).equals(sql`ri."format"`, format).list,
  toFields: (record) => record,
});
