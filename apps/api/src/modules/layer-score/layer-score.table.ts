import { Conditions } from '../../database/conditions.ts';
import { sql } from '../../database/sql.ts';
import { parseOptionalGlobalId } from '../../node/global-id.ts';
import { defineNodeTable } from '../../node/node-table.ts';
import { toInterval } from '../../paging/to-interval.ts';
import type { LayerScore } from './layer-score.type.ts';
import type { Metric } from './metric.ts';

type LayerScoreRecord = Omit<LayerScore, 'metricDefinition' | 'confidenceInterval' | 'rankInterval'> & {
  readonly metric: Metric;
  readonly confidenceLow: number | null;
  readonly confidenceHigh: number | null;
  readonly rankLow: number | null;
  readonly rankHigh: number | null;
};

/** How layer scores are read. */
export const LAYER_SCORE_TABLE = defineNodeTable<'LayerScore', LayerScoreRecord>({
  name: 'LayerScore',
  columns: sql`s."id" AS "key", s."layerId" AS "layerKey", s."scoreRunId" AS "scoreRunKey", s."metric", s."layerIndex", s."mean", s."sum",
    s."count", s."undefinedCount", s."variance", s."standardError", s."confidenceLow", s."confidenceHigh", s."rank", s."rankLow",
    s."rankHigh", s."lowestProbability"`,
  from: sql`"LayerScore" s JOIN "Layer" l ON l."id" = s."layerId" JOIN "ScoreRun" sr ON sr."id" = s."scoreRunId"
    JOIN "ModelRevision" r ON r."id" = sr."revisionId" JOIN "Model" m ON m."id" = r."modelId"
    JOIN "CalibrationConfig" c ON c."id" = sr."calibrationConfigId" JOIN "CalibrationSet" cs ON cs."id" = c."calibrationSetId"`,
  key: sql`s."id"`,
  links: {
    layer: { column: sql`s."layerId"`, isCurrentOnly: false },
    scoreRun: { column: sql`s."scoreRunId"`, isCurrentOnly: false },
    revision: { column: sql`sr."revisionId"`, isCurrentOnly: false },
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
  currentCondition: sql`m."currentRevisionId" = r."id"`,
  listConditions: (filter) =>
    new Conditions()
      .anyOf(sql`m."slug"`, filter.models)
      .anyOf(sql`s."metric"`, filter.metrics)
      .equals(sql`cs."slug"`, filter.calibration)
      .equals(sql`sr."lane"`, filter.lane)
      .range(sql`s."layerIndex"`, filter.layerIndex)
      .range(sql`l."relativeDepth"`, filter.relativeDepth)
      .range(sql`s."mean"`, filter.mean)
      .equalsKey(sql`s."scoreRunId"`, parseOptionalGlobalId(filter.scoreRun, 'ScoreRun')).list,
  toFields: ({ confidenceLow, confidenceHigh, rankLow, rankHigh, ...record }) => ({
    ...record,
    metricDefinition: record.metric,
    confidenceInterval: toInterval(confidenceLow, confidenceHigh),
    rankInterval: toInterval(rankLow, rankHigh),
  }),
});
