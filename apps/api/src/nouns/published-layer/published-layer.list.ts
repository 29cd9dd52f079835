import { joinSql, type Sql, sql } from '@lamina/database';
import { columnsOf, objectOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, either, equals, search, within } from '../../data/filters.ts';
import { by } from '../../data/order-column.ts';
import { ascending } from '../../paging/list-args.ts';
import { IntRange } from '../../paging/range.input.ts';
import { PublishedLayerScore, PublishedModel, PublishedSpan } from './published-layer.type.ts';

/** True if a measured model `m` with the revision `r` is the published model `pm`. */
export const IS_SAME_MODEL: Sql = sql`(m."slug" = pm."slug" OR (m."source" = 'hub' AND split_part(r."location", '@', 1) = pm."hubId"))`;

/** The source `ps` as an object of the schema. */
export const SOURCE_OBJECT: Sql = objectOf({
  ...columnsOf('ps', 'slug', 'title', 'url', 'revision', 'licence', 'credit'),
  isImported: sql`ps."submittedBy" IS NOT NULL`,
});

const OPERATION = 'Any of these operations.';
const MODELS_WORDS = 'Short names of models, whose case is ignored, or their names on the hub.';

/** A model is named by its short name or by its name on the hub. */
const OF_MODELS = {
  ...anyOf(String, sql`pm."slug"`, MODELS_WORDS),
  test: (names: readonly string[]) =>
    names.length === 0
      ? [sql`false`]
      : [sql`(pm."slug" IN (${joinSql(names.map((name) => name.toLowerCase()))}) OR pm."hubId" IN (${joinSql([...names])}))`],
};

/** Models of which something was published. */
export const PUBLISHED_MODELS = defineList({
  name: 'PublishedModel',
  type: PublishedModel,
  columns: columnsOf(
    'pm',
    'slug',
    'name',
    'hubId',
    'aliases',
    'maker',
    'generation',
    'architecture',
    'blockCount',
    'hiddenSize',
    'feedForwardKind',
  ),
  fieldColumns: {
    measured: {
      measuredKey: sql`(SELECT m."id" FROM "Model" m JOIN "ModelRevision" r ON r."id" = m."currentRevisionId" WHERE ${IS_SAME_MODEL} LIMIT 1)`,
    },
  },
  from: sql`"PublishedModel" pm`,
  key: sql`pm."id"`,
  nameColumn: sql`pm."slug"`,
  filter: {
    models: OF_MODELS,
    generation: equals(String, sql`pm."generation"`, 'Generation.'),
    maker: equals(String, sql`pm."maker"`, 'Maker.'),
    search: search(
      [sql`pm."slug"`, sql`pm."hubId"`, sql`pm."generation"`, sql`array_to_string(pm."aliases", ' ')`],
      'Words that a name or the generation contain; case is ignored.',
    ),
    hasScores: either(
      sql`(EXISTS (SELECT 1 FROM "PublishedLayerScore" s WHERE s."modelId" = pm."id") OR EXISTS (SELECT 1 FROM "PublishedSpan" s WHERE s."modelId" = pm."id"))`,
      'true = only models with values of layers or spans; others have lists of removed layers only.',
    ),
  },
  order: {
    NAME: by.text(sql`pm."name"`, 'Name.'),
    GENERATION: by.text(sql`pm."generation"`, 'Generation.', { isNullable: true }),
    BLOCK_COUNT: by.whole(sql`pm."blockCount"`, 'Number of layers.'),
  },
  defaultOrder: { words: 'by name', columns: [ascending('NAME')] },
});

/** Published values of parts of models. */
export const PUBLISHED_LAYER_SCORES = defineList({
  name: 'PublishedLayerScore',
  type: PublishedLayerScore,
  columns: {
    modelKey: sql`s."modelId"`,
    source: SOURCE_OBJECT,
    layerIndex: sql`s."blockIndex"`,
    layerKind: sql`s."blockKind"`,
    tokens: sql`s."tokens"::float8`,
    ...columnsOf('s', 'unit', 'operation', 'value', 'unitOfValue', 'measurements', 'floor', 'baseline', 'text', 'notes', 'flag'),
  },
  from: sql`"PublishedLayerScore" s JOIN "PublishedModel" pm ON pm."id" = s."modelId" JOIN "PublishedSource" ps ON ps."id" = s."sourceId"`,
  key: sql`s."id"`,
  links: { model: { column: sql`s."modelId"`, constantOrder: ['MODEL'] } },
  filter: {
    models: OF_MODELS,
    sources: anyOf(String, sql`ps."slug"`, 'Short names of sources.'),
    units: anyOf(String, sql`s."unit"`, 'Any of these parts.'),
    operations: anyOf(String, sql`s."operation"`, OPERATION),
    unitOfValue: equals(String, sql`s."unitOfValue"`, 'Unit of the value.'),
    layerIndex: within(IntRange, sql`s."blockIndex"`, 'Index of the layer.'),
  },
  order: {
    MODEL: by.text(sql`pm."slug"`, 'Short name of the model.'),
    UNIT: by.text(sql`s."unit"`, 'The part.'),
    OPERATION: by.text(sql`s."operation"`, 'The operation.'),
    LAYER_INDEX: by.whole(sql`s."blockIndex"`, 'Index of the layer.', { isNullable: true }),
    VALUE: by.number(sql`s."value"`, 'The value.', { isNullable: true }),
  },
  defaultOrder: {
    words: 'by model, part, operation, layer index',
    columns: [ascending('MODEL'), ascending('UNIT'), ascending('OPERATION'), ascending('LAYER_INDEX')],
  },
});

/** Published values of consecutive layers. */
export const PUBLISHED_SPANS = defineList({
  name: 'PublishedSpan',
  type: PublishedSpan,
  columns: {
    modelKey: sql`s."modelId"`,
    source: SOURCE_OBJECT,
    firstLayer: sql`s."firstBlock"`,
    layerCount: sql`s."blockCount"`,
    ...columnsOf('s', 'operation', 'value', 'unitOfValue', 'text', 'notes'),
  },
  from: sql`"PublishedSpan" s JOIN "PublishedModel" pm ON pm."id" = s."modelId" JOIN "PublishedSource" ps ON ps."id" = s."sourceId"`,
  key: sql`s."id"`,
  links: { model: { column: sql`s."modelId"`, constantOrder: ['MODEL'] } },
  filter: {
    models: OF_MODELS,
    operations: anyOf(String, sql`s."operation"`, OPERATION),
    layerCount: within(IntRange, sql`s."blockCount"`, 'Number of layers.'),
  },
  order: {
    MODEL: by.text(sql`pm."slug"`, 'Short name of the model.'),
    LAYER_COUNT: by.whole(sql`s."blockCount"`, 'Number of layers.'),
    FIRST_LAYER: by.whole(sql`s."firstBlock"`, 'Index of the first layer.'),
    VALUE: by.number(sql`s."value"`, 'The value.', { isNullable: true }),
  },
  defaultOrder: {
    words: 'by model, number of layers, first layer',
    columns: [ascending('MODEL'), ascending('LAYER_COUNT'), ascending('FIRST_LAYER')],
  },
});
