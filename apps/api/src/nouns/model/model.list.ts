import { sql } from '@lamina/database';
import { columnsOf, objectOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, equals, search, within } from '../../data/filters.ts';
import { by } from '../../data/order-column.ts';
import { ascending } from '../../paging/list-args.ts';
import { IntRange, SafeIntRange } from '../../paging/range.input.ts';
import { MODEL_FAMILIES } from '../model-family/model-family.list.ts';
import type { ModelFamily } from '../model-family/model-family.type.ts';
import { NormPlacement } from '../vocabulary/model.ts';
import { Model } from './model.type.ts';

/** A family's columns in JSON form. */
type FamilyRecord = Readonly<Record<string, unknown>> & { readonly createdAt: string };

type StoredModel = Omit<Model, 'familyRow'> & { readonly familyRecord?: FamilyRecord };

/** Models, with the facts of their current revision. */
export const MODELS = defineList({
  name: 'Model',
  type: Model,
  columns: {
    familyKey: sql`m."familyId"`,
    revisionKey: sql`r."id"`,
    ...columnsOf('m', 'slug', 'name', 'licence', 'source'),
    ...columnsOf('r', 'architecture', 'format', 'normPlacement', 'precision', 'blockCount', 'hiddenSize', 'vocabularySize'),
    parameterCount: sql`r."parameterCount"::float8`,
    ...timesOf('m', 'createdAt'),
  },
  fieldColumns: {
    // The family is read in the same statement. The tables are joined anyway, and each list of models needs one statement less.
    family: { familyRecord: objectOf({ key: sql`f."id"`, ...columnsOf('f', 'slug', 'name', 'description', 'createdAt') }) },
    description: columnsOf('m', 'description'),
    tokenClasses: columnsOf('r', 'tokenClasses'),
    blockKinds: {
      blockKinds: sql`ARRAY(SELECT l."kind" FROM "Layer" l WHERE l."revisionId" = r."id" GROUP BY l."kind" ORDER BY min(l."index"))`,
    },
  },
  from: sql`"Model" m JOIN "ModelRevision" r ON r."id" = m."currentRevisionId" JOIN "ModelFamily" f ON f."id" = m."familyId"`,
  fromRevision: (revision) => sql`"Model" m JOIN "ModelRevision" r ON r."id" = ${revision} JOIN "ModelFamily" f ON f."id" = m."familyId"`,
  key: sql`m."id"`,
  nameColumn: sql`m."slug"`,
  storedAt: sql`m."createdAt"`,
  links: { family: { column: sql`m."familyId"` } },
  filter: {
    slug: equals(String, sql`m."slug"`, 'Only the model with this short name.'),
    slugs: anyOf(String, sql`m."slug"`, 'Any of these short names.'),
    family: equals(String, sql`f."slug"`, 'Short name of the family.'),
    search: search([sql`m."slug"`, sql`m."name"`, sql`m."description"`], 'Words that slug, name or description contain; case is ignored.'),
    parameters: within(SafeIntRange, sql`r."parameterCount"`, 'Number of parameters.'),
    blocks: within(IntRange, sql`r."blockCount"`, 'Number of layers.'),
    normPlacement: equals(NormPlacement, sql`r."normPlacement"`, 'Norm placement.'),
    precision: equals(String, sql`r."precision"`, 'Number format of the weights.'),
    weightsSha256: equals(String, sql`r."weightsSha256"`, 'SHA-256 of the weights.'),
  },
  order: {
    NAME: by.text(sql`m."name"`, 'Name.'),
    SLUG: by.text(sql`m."slug"`, 'Short name.'),
    BLOCK_COUNT: by.whole(sql`r."blockCount"`, 'Number of layers.'),
    PARAMETER_COUNT: by.whole(sql`r."parameterCount"`, 'Number of parameters.'),
    HIDDEN_SIZE: by.whole(sql`r."hiddenSize"`, 'Hidden size: width of the residual stream.'),
    CREATED_AT: by.time(sql`m."createdAt"`, 'Time of registration.'),
  },
  defaultOrder: { words: 'by name', columns: [ascending('NAME')] },
  toFields: ({ familyRecord, ...record }: StoredModel) => ({
    ...record,
    familyRow: familyRecord && toFamilyRow(familyRecord),
  }),
});

function toFamilyRow(record: FamilyRecord): ModelFamily {
  return MODEL_FAMILIES.toRow({ ...record, createdAt: new Date(record.createdAt) });
}
