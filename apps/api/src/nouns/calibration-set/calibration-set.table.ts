import { Conditions } from '../../data/conditions.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import type { CalibrationSet } from './calibration-set.type.ts';

/** How calibration sets are read. */
export const CALIBRATION_SET_TABLE = defineNodeTable<'CalibrationSet', CalibrationSet>({
  name: 'CalibrationSet',
  columns: sql`cs."id" AS "key", cs."slug", cs."name", cs."description", cs."licence", cs."textSha256", cs."documentCount",
    cs."characterCount", cs."createdAt"`,
  from: sql`"CalibrationSet" cs`,
  key: sql`cs."id"`,
  storedAt: sql`cs."createdAt"`,
  links: {},
  order: {
    NAME: { expression: sql`cs."name"`, type: 'text', isNullable: false },
    CREATED_AT: { expression: sql`cs."createdAt"`, type: 'timestamptz', isNullable: false },
  },
  defaultOrder: [{ field: 'NAME', direction: 'ASC' }],
  listConditions: ({ slugs, search }) =>
    new Conditions().anyOf(sql`cs."slug"`, slugs).search([sql`cs."slug"`, sql`cs."name"`], search).list,
  toFields: (record) => record,
});
