import { sql } from '@lamina/database';
import { columnsOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, equals, orFormer, within } from '../../data/filters.ts';
import { isCurrentRevision } from '../../data/is-current-revision.ts';
import { by } from '../../data/order-column.ts';
import { ascending } from '../../paging/list-args.ts';
import { FloatRange, IntRange } from '../../paging/range.input.ts';
import { Layer } from './layer.type.ts';

/** Layers. */
export const LAYERS = defineList({
  name: 'Layer',
  type: Layer,
  columns: { index: sql`l."index"` },
  fieldColumns: {
    model: { modelKey: sql`r."modelId"` },
    relativeDepth: columnsOf('l', 'relativeDepth'),
    kind: columnsOf('l', 'kind'),
    parameterCount: { parameterCount: sql`l."parameterCount"::float8` },
  },
  from: sql`"Layer" l LEFT JOIN "ModelRevision" r ON r."id" = l."revisionId" LEFT JOIN "Model" m ON m."id" = r."modelId"`,
  key: sql`l."id"`,
  storedAt: sql`r."createdAt"`,
  currentCondition: isCurrentRevision(sql`l."revisionId"`),
  links: { revision: { column: sql`l."revisionId"`, constantOrder: ['MODEL'] } },
  filter: {
    models: anyOf(String, sql`m."slug"`, 'Short names of models.'),
    kind: equals(String, sql`l."kind"`, 'Composition of the layer.'),
    index: within(IntRange, sql`l."index"`, 'Index in the model.'),
    relativeDepth: within(FloatRange, sql`l."relativeDepth"`, 'Relative depth, 0 to 1.'),
    allRevisions: orFormer('true = include layers of revisions that are no longer current.'),
  },
  order: {
    INDEX: by.whole(sql`l."index"`, 'Index in the model.'),
    PARAMETER_COUNT: by.whole(sql`l."parameterCount"`, 'Number of parameters.'),
    MODEL: by.text(sql`m."slug"`, 'Short name of the model.'),
  },
  defaultOrder: { words: 'by model, then index', columns: [ascending('MODEL'), ascending('INDEX')] },
});
