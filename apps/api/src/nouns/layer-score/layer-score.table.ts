import { Conditions, joinConditions } from '../../data/conditions.ts';
import { parseOptionalGlobalId } from '../../data/global-id.ts';
import { isCurrentRevision } from '../../data/is-current-revision.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { type Sql, sql } from '../../data/sql.ts';
import type { LayerScore } from './layer-score.type.ts';
import type { LayerScoreFilter } from './layer-score-filter.input.ts';

/** How layer scores are read: by far the most rows, so they come as the API shows them and are not copied. */
export const LAYER_SCORE_TABLE = defineNodeTable<'LayerScore', LayerScore>({
  name: 'LayerScore',
  columns: null,
  fieldColumns: {
    id: sql`s."id" AS "key"`,
    layer: sql`s."layerId" AS "layerKey"`,
    scoreRun: sql`s."scoreRunId" AS "scoreRunKey"`,
    metric: sql`s."metric"`,
    metricDefinition: sql`s."metric" AS "metricDefinition"`,
    layerIndex: sql`s."layerIndex"`,
    mean: sql`s."mean"`,
    sum: sql`s."sum"`,
    count: sql`s."count"`,
    undefinedCount: sql`s."undefinedCount"`,
    variance: sql`s."variance"`,
    standardError: sql`s."standardError"`,
    confidenceInterval: sql`${interval(sql`s."confidenceLow"`, sql`s."confidenceHigh"`)} AS "confidenceInterval"`,
    rank: sql`s."rank"`,
    rankInterval: sql`${interval(sql`s."rankLow"`, sql`s."rankHigh"`)} AS "rankInterval"`,
    lowestProbability: sql`s."lowestProbability"`,
  },
  // Without "Layer", which a filter asks for by itself: a column that only a join left out needed still keeps PostgreSQL from counting in an index.
  from: sql`"LayerScore" s LEFT JOIN "ScoreRun" sr ON sr."id" = s."scoreRunId"
    LEFT JOIN "ModelRevision" r ON r."id" = sr."revisionId" LEFT JOIN "Model" m ON m."id" = r."modelId"
    LEFT JOIN "CalibrationConfig" c ON c."id" = sr."calibrationConfigId" LEFT JOIN "CalibrationSet" cs ON cs."id" = c."calibrationSetId"`,
  key: sql`s."id"`,
  storedAt: sql`sr."createdAt"`,
  links: {
    layer: { column: sql`s."layerId"`, isCurrentOnly: false, constantOrder: ['MODEL', 'LAYER_INDEX'] },
    scoreRun: { column: sql`s."scoreRunId"`, isCurrentOnly: false, constantOrder: ['MODEL'] },
    revision: { column: sql`sr."revisionId"`, isCurrentOnly: false, constantOrder: ['MODEL'] },
  },
  order: {
    LAYER_INDEX: { expression: sql`s."layerIndex"`, type: 'int8', isNullable: false },
    METRIC: { expression: sql`s."metric"`, type: 'text', isNullable: false },
    MEAN: { expression: sql`s."mean"`, type: 'float8', isNullable: true },
    RANK: { expression: sql`s."rank"`, type: 'int8', isNullable: true },
    STANDARD_ERROR: { expression: sql`s."standardError"`, type: 'float8', isNullable: true },
    MODEL: { expression: sql`m."slug"`, type: 'text', isNullable: false },
  },
  defaultOrder: [
    { field: 'MODEL', direction: 'ASC' },
    { field: 'METRIC', direction: 'ASC' },
    { field: 'LAYER_INDEX', direction: 'ASC' },
  ],
  currentCondition: isCurrentRevision(sql`sr."revisionId"`),
  listConditions,
  toFields: (record) => record,
});

function listConditions(filter: LayerScoreFilter): Conditions['list'] {
  const conditions = new Conditions()
    .anyOf(sql`m."slug"`, filter.models)
    .anyOf(sql`s."metric"`, filter.metrics)
    .equals(sql`cs."slug"`, filter.calibration)
    .equals(sql`sr."lane"`, filter.lane)
    .range(sql`s."layerIndex"`, filter.layerIndex)
    .range(sql`s."mean"`, filter.mean)
    .equalsKey(sql`s."scoreRunId"`, parseOptionalGlobalId(filter.scoreRun, 'ScoreRun'));
  const ofLayer = new Conditions().range(sql`l."relativeDepth"`, filter.relativeDepth).list;
  if (ofLayer.length > 0) conditions.add(sql`EXISTS (SELECT 1 FROM "Layer" l WHERE l."id" = s."layerId" AND ${joinConditions(ofLayer)})`);
  return conditions.list;
}

function interval(low: Sql, high: Sql): Sql {
  return sql`CASE WHEN ${low} IS NOT NULL AND ${high} IS NOT NULL THEN json_build_object('low', ${low}, 'high', ${high}) END`;
}
