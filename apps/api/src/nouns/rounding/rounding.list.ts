import { IS_ONLY_ROUNDING, sql } from '@lamina/database';
import { columnsOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, orFormer, within } from '../../data/filters.ts';
import { isCurrentRevision } from '../../data/is-current-revision.ts';
import { by } from '../../data/order-column.ts';
import { ascending } from '../../paging/list-args.ts';
import { IntRange } from '../../paging/range.input.ts';
import { runtimeOf } from '../score-run/provenance.type.ts';
import { Rounding, WeightUnit } from './rounding.type.ts';

/** Roundings of single units. */
export const ROUNDINGS = defineList({
  name: 'Rounding',
  type: Rounding,
  columns: {
    modelKey: sql`r."modelId"`,
    recordingKey: sql`t."recordingId"`,
    metricDefinition: sql`t."metric"`,
    weightCount: sql`t."weightCount"::float8`,
    bytes: sql`t."bytes"::float8`,
    ...columnsOf('t', 'unit', 'layerIndex', 'type', 'storedTypes', 'divergence', 'standardError'),
    ...columnsOf('t', 'text', 'source', 'textSha256', 'window', 'windowCount', 'positionCount', 'idsSha256'),
    ...timesOf('t', 'createdAt'),
  },
  fieldColumns: { runtime: { runtime: runtimeOf('t') } },
  from: sql`"Rounding" t JOIN "ModelRevision" r ON r."id" = t."revisionId" JOIN "Model" m ON m."id" = r."modelId"`,
  key: sql`t."id"`,
  storedAt: sql`t."createdAt"`,
  currentCondition: sql`(${isCurrentRevision(sql`t."revisionId"`)} AND ${IS_ONLY_ROUNDING})`,
  links: {
    revision: { column: sql`t."revisionId"`, constantOrder: ['MODEL'] },
    job: { column: sql`t."jobId"` },
  },
  filter: {
    models: anyOf(String, sql`m."slug"`, 'Short names of models.'),
    units: anyOf(WeightUnit, sql`t."unit"`, 'Any of these kinds of units.'),
    types: anyOf(String, sql`t."type"`, 'Any of these types.'),
    texts: anyOf(String, sql`t."text"`, 'Short names of texts.'),
    layerIndex: within(IntRange, sql`t."layerIndex"`, 'Index of the layer; excludes embedding and head.'),
    allRevisions: orFormer(
      'true = include revisions that are no longer current, and roundings on fewer positions than the one that counts.',
    ),
  },
  order: {
    DIVERGENCE: by.number(sql`t."divergence"`, 'Divergence; undefined ones come last.', { isNullable: true }),
    LAYER_INDEX: by.whole(sql`t."layerIndex"`, 'Index of the layer; embedding and head come last.', { isNullable: true }),
    UNIT: by.text(sql`t."unit"`, 'Kind of unit.'),
    TYPE: by.text(sql`t."type"`, 'The type.'),
    MODEL: by.text(sql`m."slug"`, 'Short name of the model.'),
    CREATED_AT: by.time(sql`t."createdAt"`, 'Time when it was stored.'),
  },
  defaultOrder: {
    words: 'by model, type, unit, layer index',
    columns: [ascending('MODEL'), ascending('TYPE'), ascending('UNIT'), ascending('LAYER_INDEX')],
  },
});
