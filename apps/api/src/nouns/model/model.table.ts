import { Conditions } from '../../data/conditions.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import { MODEL_FAMILY_TABLE } from '../model-family/model-family.table.ts';
import type { ModelFamily } from '../model-family/model-family.type.ts';
import type { Model } from './model.type.ts';

/** A family's columns as JSON holds them. */
type FamilyRecord = Readonly<Record<string, unknown>> & { readonly createdAt: string };

type ModelRecord = Omit<Model, 'familyRow'> & { readonly familyRecord?: FamilyRecord };

/** How models are read, with the facts of their current revision. */
export const MODEL_TABLE = defineNodeTable<'Model', ModelRecord>({
  name: 'Model',
  columns: sql`m."id" AS "key", m."familyId" AS "familyKey", r."id" AS "revisionKey", m."slug", m."name", m."licence", m."derivedFromId" AS "derivedFromKey", m."quantization",
    m."source", r."architecture", r."normPlacement", r."precision", r."blockCount", r."hiddenSize",
    r."vocabularySize", r."parameterCount"::float8 AS "parameterCount", m."createdAt", m."updatedAt"`,
  fieldColumns: {
    // Its family comes along: the tables are joined anyway, and a statement of its own for each list of models is saved.
    family: sql`json_build_object('key', f."id", 'slug', f."slug", 'name', f."name", 'description', f."description", 'createdAt', f."createdAt") AS "familyRecord"`,
    description: sql`m."description"`,
    card: sql`m."card"`,
    trainingFacts: sql`m."trainingFacts"`,
  },
  from: sql`"Model" m JOIN "ModelRevision" r ON r."id" = m."currentRevisionId" JOIN "ModelFamily" f ON f."id" = m."familyId"`,
  fromRevision: (revision) => sql`"Model" m JOIN "ModelRevision" r ON r."id" = ${revision} JOIN "ModelFamily" f ON f."id" = m."familyId"`,
  key: sql`m."id"`,
  storedAt: sql`m."createdAt"`,
  links: { family: { column: sql`m."familyId"`, isCurrentOnly: false } },
  order: {
    NAME: { expression: sql`m."name"`, type: 'text', isNullable: false },
    SLUG: { expression: sql`m."slug"`, type: 'text', isNullable: false },
    BLOCK_COUNT: { expression: sql`r."blockCount"`, type: 'int8', isNullable: false },
    PARAMETER_COUNT: { expression: sql`r."parameterCount"`, type: 'int8', isNullable: false },
    HIDDEN_SIZE: { expression: sql`r."hiddenSize"`, type: 'int8', isNullable: false },
    CREATED_AT: { expression: sql`m."createdAt"`, type: 'timestamptz', isNullable: false },
  },
  defaultOrder: [{ field: 'NAME', direction: 'ASC' }],
  listConditions: (filter) =>
    new Conditions()
      .equals(sql`m."slug"`, filter.slug)
      .anyOf(sql`m."slug"`, filter.slugs)
      .equals(sql`f."slug"`, filter.family)
      .search([sql`m."slug"`, sql`m."name"`, sql`m."description"`], filter.search)
      .range(sql`r."parameterCount"`, filter.parameters)
      .range(sql`r."blockCount"`, filter.blocks)
      .equals(sql`r."normPlacement"`, filter.normPlacement)
      .equals(sql`r."precision"`, filter.precision)
      .equals(sql`r."architecture"`, filter.architecture).list,
  toFields: ({ familyRecord, ...record }) => ({
    ...record,
    ...(familyRecord === undefined ? {} : { familyRow: toFamilyRow(familyRecord) }),
  }),
});

function toFamilyRow(record: FamilyRecord): ModelFamily {
  return MODEL_FAMILY_TABLE.toRow({ ...record, createdAt: new Date(record.createdAt) });
}
