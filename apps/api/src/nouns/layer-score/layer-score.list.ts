import { joinConditions, sql } from '@lamina/database';
import { columnsOf, intervalOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, either, equals, isWithin, orFormer, refersTo, type SqlFilter, within } from '../../data/filters.ts';
import { isCurrentRevision } from '../../data/is-current-revision.ts';
import { by } from '../../data/order-column.ts';
import { ascending } from '../../paging/list-args.ts';
import { FloatRange, IntRange } from '../../paging/range.input.ts';
import { isCanonical } from '../score-run/canonical-run.loader.ts';
import { Metric } from '../vocabulary/metric.ts';
import { LayerScore } from './layer-score.type.ts';

/** A condition on the layer, written with EXISTS: a join that only a filter needs would prevent PostgreSQL from counting in an index. */
const RELATIVE_DEPTH: SqlFilter<FloatRange> = {
  type: () => FloatRange,
  description: 'Relative depth of the layer, 0 to 1.',
  test: (range) => {
    const bounds = isWithin(sql`l."relativeDepth"`, range);
    return bounds.length === 0 ? [] : [sql`EXISTS (SELECT 1 FROM "Layer" l WHERE l."id" = s."layerId" AND ${joinConditions(bounds)})`];
  },
};

/** Fields that are columns of the same name. */
const OWN_FIELDS = ['metric', 'layerIndex', 'mean', 'count', 'undefinedCount', 'standardError'];

/** Layer scores. This is by far the largest list, so rows have the API's form already and are not copied. */
export const LAYER_SCORES = defineList({
  name: 'LayerScore',
  type: LayerScore,
  fieldColumns: {
    layer: { layerKey: sql`s."layerId"` },
    scoreRun: { scoreRunKey: sql`s."scoreRunId"` },
    metricDefinition: { metricDefinition: sql`s."metric"` },
    ...Object.fromEntries(OWN_FIELDS.map((name) => [name, columnsOf('s', name)])),
    // Stored ranks start at 0, like layer indices; the API's ranks start at 1.
    rank: { rank: sql`s."rank" + 1` },
    confidenceInterval: { confidenceInterval: intervalOf(sql`s."confidenceLow"`, sql`s."confidenceHigh"`) },
    rankInterval: { rankInterval: intervalOf(sql`s."rankLow" + 1`, sql`s."rankHigh" + 1`) },
  },
  from: sql`"LayerScore" s LEFT JOIN "ScoreRun" sr ON sr."id" = s."scoreRunId"
    LEFT JOIN "ModelRevision" r ON r."id" = sr."revisionId" LEFT JOIN "Model" m ON m."id" = r."modelId"
    LEFT JOIN "CalibrationConfig" c ON c."id" = sr."calibrationConfigId" LEFT JOIN "CalibrationSet" cs ON cs."id" = c."calibrationSetId"`,
  key: sql`s."id"`,
  storedAt: sql`sr."createdAt"`,
  currentCondition: isCurrentRevision(sql`sr."revisionId"`),
  links: {
    layer: { column: sql`s."layerId"`, constantOrder: ['MODEL', 'LAYER_INDEX'] },
    scoreRun: { column: sql`s."scoreRunId"`, constantOrder: ['MODEL'] },
    revision: { column: sql`sr."revisionId"`, constantOrder: ['MODEL'] },
  },
  filter: {
    models: anyOf(String, sql`m."slug"`, 'Short names of models.'),
    metrics: anyOf(Metric, sql`s."metric"`, 'Any of these metrics.'),
    calibration: equals(String, sql`cs."slug"`, 'Short name of the calibration set.'),
    lane: equals(String, sql`sr."protocol"`, 'Only this protocol.'),
    layerIndex: within(IntRange, sql`s."layerIndex"`, 'Index of the layer.'),
    relativeDepth: RELATIVE_DEPTH,
    canonical: either(
      isCanonical(sql`sr."revisionId"`, sql`s."scoreRunId"`, sql`s."metric"`),
      'true = only scores of the run that represents the model (Model.canonicalScoreRun for the metric).',
    ),
    scoreRun: refersTo('ScoreRun', sql`s."scoreRunId"`, 'Global id of a score run.'),
    allRevisions: orFormer('true = include scores of revisions that are no longer current.'),
  },
  order: {
    LAYER_INDEX: by.whole(sql`s."layerIndex"`, 'Index of the layer.'),
    METRIC: by.text(sql`s."metric"`, 'Name of the metric.'),
    MEAN: by.number(sql`s."mean"`, 'Mean.', { isNullable: true }),
    RANK: by.whole(sql`s."rank"`, 'Rank in the run.', { isNullable: true }),
    MODEL: by.text(sql`m."slug"`, 'Short name of the model.'),
  },
  defaultOrder: { words: 'by model, metric, layer index', columns: [ascending('MODEL'), ascending('METRIC'), ascending('LAYER_INDEX')] },
});
