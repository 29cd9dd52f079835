import { Conditions } from '../../data/conditions.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import type { ModelFamily } from './model-family.type.ts';

/** How families are read. */
export const MODEL_FAMILY_TABLE = defineNodeTable<'ModelFamily', ModelFamily>({
  name: 'ModelFamily',
  columns: sql`f."id" AS "key", f."slug", f."name", f."description", f."createdAt"`,
  from: sql`"ModelFamily" f`,
  key: sql`f."id"`,
  storedAt: sql`f."createdAt"`,
  links: {},
  order: {
    NAME: { expression: sql`f."name"`, type: 'text', isNullable: false },
    SLUG: { expression: sql`f."slug"`, type: 'text', isNullable: false },
    CREATED_AT: { expression: sql`f."createdAt"`, type: 'timestamptz', isNullable: false },
  },
  defaultOrder: [{ field: 'NAME', direction: 'ASC' }],
  listConditions: ({ slugs, search }) => new Conditions().anyOf(sql`f."slug"`, slugs).search([sql`f."slug"`, sql`f."name"`], search).list,
  toFields: (record) => record,
});
