import { sql } from '@lamina/database';
import { columnsOf, objectOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, either, orFormer } from '../../data/filters.ts';
import { isCurrentRevision } from '../../data/is-current-revision.ts';
import { by } from '../../data/order-column.ts';
import { descending } from '../../paging/list-args.ts';
import { VerificationState } from '../vocabulary/measurement.ts';
import { Metric } from '../vocabulary/metric.ts';
import { isCanonical } from './canonical-run.loader.ts';
import { comparabilityKeyOf, runtimeOf } from './provenance.type.ts';
import { ScoreRun } from './score-run.type.ts';

/** Score runs. */
export const SCORE_RUNS = defineList({
  name: 'ScoreRun',
  type: ScoreRun,
  columns: {
    modelKey: sql`r."modelId"`,
    revisionKey: sql`sr."revisionId"`,
    calibrationConfigKey: sql`sr."calibrationConfigId"`,
    verification: sql`CASE WHEN sr."importId" IS NULL THEN ${VerificationState.MEASURED} ELSE ${VerificationState.SELF_REPORTED} END`,
    recordingKey: sql`sr."recordingId"`,
    lane: sql`sr."protocol"`,
    ...columnsOf('sr', 'settlement', 'resamplingUnit', 'bootstrapSeed', 'bootstrapDraws'),
    ...columnsOf('sr', 'windowCount', 'tokenCount', 'documentCount', 'tokensPerSecond', 'nllSum'),
    ...timesOf('sr', 'createdAt'),
  },
  fieldColumns: {
    comparabilityKey: { comparabilityKey: comparabilityKeyOf('sr') },
    runtime: { runtime: runtimeOf('sr') },
    series: { series: objectOf(columnsOf('sr', 'hiddenNorm', 'cosineMatrix', 'angularLastToken')) },
  },
  from: sql`"ScoreRun" sr LEFT JOIN "ModelRevision" r ON r."id" = sr."revisionId" LEFT JOIN "Model" m ON m."id" = r."modelId"
    LEFT JOIN "CalibrationConfig" c ON c."id" = sr."calibrationConfigId" LEFT JOIN "CalibrationSet" cs ON cs."id" = c."calibrationSetId"`,
  key: sql`sr."id"`,
  storedAt: sql`sr."createdAt"`,
  currentCondition: isCurrentRevision(sql`sr."revisionId"`),
  links: {
    revision: { column: sql`sr."revisionId"` },
    calibrationSet: { column: sql`c."calibrationSetId"`, isCurrentOnly: true },
    import: { column: sql`sr."importId"` },
  },
  filter: {
    models: anyOf(String, sql`m."slug"`, 'Short names of models.'),
    canonical: either(
      isCanonical(sql`sr."revisionId"`, sql`sr."id"`, sql`${Metric.BLOCK_INFLUENCE}`),
      'true = only the block influence run that represents a model (Model.canonicalScoreRun), false = only other runs.',
    ),
    allRevisions: orFormer('true = include runs of revisions that are no longer current.'),
  },
  order: {
    CREATED_AT: by.time(sql`sr."createdAt"`, 'Time when it was stored.'),
    MODEL: by.text(sql`m."slug"`, 'Short name of the model.'),
  },
  defaultOrder: { words: 'newest first', columns: [descending('CREATED_AT')] },
});
