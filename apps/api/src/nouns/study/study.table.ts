import { Conditions } from '../../data/conditions.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import type { Study } from './study.type.ts';

/** How studies are read. */
export const STUDY_TABLE = defineNodeTable<'Study', Study>({
  name: 'Study',
  columns: sql`st."id" AS "key", st."modelId" AS "modelKey", st."status"::text AS "status", st."request", st."createdAt", st."finishedAt"`,
  from: sql`"Study" st LEFT JOIN "Model" m ON m."id" = st."modelId"`,
  key: sql`st."id"`,
  links: { model: { column: sql`st."modelId"`, isCurrentOnly: false } },
  order: {
    CREATED_AT: { expression: sql`st."createdAt"`, type: 'timestamptz', isNullable: false },
    FINISHED_AT: { expression: sql`st."finishedAt"`, type: 'timestamptz', isNullable: true },
    STATUS: { expression: sql`st."status"::text`, type: 'text', isNullable: false },
    MODEL: { expression: sql`m."slug"`, type: 'text', isNullable: false },
  },
  defaultOrder: [{ field: 'CREATED_AT', direction: 'DESC' }],
  listConditions: ({ models, status, statuses }) =>
    new Conditions().anyOf(sql`m."slug"`, models).equals(sql`st."status"::text`, status).anyOf(sql`st."status"::text`, statuses).list,
  toFields: (record) => record,
});
