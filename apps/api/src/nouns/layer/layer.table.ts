import { Conditions } from '../../data/conditions.ts';
import { isCurrentRevision } from '../../data/is-current-revision.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import type { Layer } from './layer.type.ts';

/** How layers are read. */
export const LAYER_TABLE = defineNodeTable<'Layer', Layer>({
  name: 'Layer',
  columns: sql`l."id" AS "key", l."index"`,
  fieldColumns: {
    model: sql`r."modelId" AS "modelKey"`,
    revision: sql`l."revisionId" AS "revisionKey"`,
    relativeDepth: sql`l."relativeDepth"`,
    kind: sql`l."kind"`,
    parameterCount: sql`l."parameterCount"::float8 AS "parameterCount"`,
    cachePorts: sql`l."cachePorts"`,
  },
  from: sql`"Layer" l LEFT JOIN "ModelRevision" r ON r."id" = l."revisionId" LEFT JOIN "Model" m ON m."id" = r."modelId"`,
  key: sql`l."id"`,
  storedAt: sql`r."createdAt"`,
  links: { revision: { column: sql`l."revisionId"`, isCurrentOnly: false, constantOrder: ['MODEL'] } },
  order: {
    INDEX: { expression: sql`l."index"`, type: 'int8', isNullable: false },
    RELATIVE_DEPTH: { expression: sql`l."relativeDepth"`, type: 'float8', isNullable: false },
    PARAMETER_COUNT: { expression: sql`l."parameterCount"`, type: 'int8', isNullable: false },
    MODEL: { expression: sql`m."slug"`, type: 'text', isNullable: false },
  },
  defaultOrder: [
    { field: 'MODEL', direction: 'ASC' },
    { field: 'INDEX', direction: 'ASC' },
  ],
  currentCondition: isCurrentRevision(sql`l."revisionId"`),
  listConditions: (filter) =>
    new Conditions()
      .anyOf(sql`m."slug"`, filter.models)
      .equals(sql`l."kind"`, filter.kind)
      .range(sql`l."index"`, filter.index)
      .range(sql`l."relativeDepth"`, filter.relativeDepth).list,
  toFields: (record) => record,
});
