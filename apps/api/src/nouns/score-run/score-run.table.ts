import { Conditions } from '../../data/conditions.ts';
import { parseOptionalGlobalId } from '../../data/global-id.ts';
import { isCurrentRevision } from '../../data/is-current-revision.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import type { ScoreRun } from './score-run.type.ts';
import { type StoredProvenance, toProvenance } from './stored-provenance.ts';

type ScoreRunRecord = Omit<ScoreRun, 'comparabilityKey' | 'runtime'> & StoredProvenance;

/** How score runs are read, without their long arrays. */
export const SCORE_RUN_TABLE = defineNodeTable<'ScoreRun', ScoreRunRecord>({
  name: 'ScoreRun',
  columns: sql`sr."id" AS "key", r."modelId" AS "modelKey", sr."revisionId" AS "revisionKey",
    sr."calibrationConfigId" AS "calibrationConfigKey", sr."studyId" AS "studyKey", sr."importId" AS "importKey", sr."lane", sr."comparability",
    sr."comparabilityDigest", sr."provider", sr."device", sr."providerFallback", sr."runtimeVersion", sr."threads", sr."precision", sr."selfCheck", sr."resamplingUnit", sr."bootstrapSeed",
    sr."bootstrapDraws", sr."windowCount", sr."tokenCount", sr."documentCount", sr."tokensPerSecond", sr."nllSum", sr."createdAt"`,
  from: sql`"ScoreRun" sr LEFT JOIN "ModelRevision" r ON r."id" = sr."revisionId" LEFT JOIN "Model" m ON m."id" = r."modelId"
    LEFT JOIN "CalibrationConfig" c ON c."id" = sr."calibrationConfigId" LEFT JOIN "CalibrationSet" cs ON cs."id" = c."calibrationSetId"`,
  key: sql`sr."id"`,
  storedAt: sql`sr."createdAt"`,
  links: {
    revision: { column: sql`sr."revisionId"`, isCurrentOnly: false },
    calibrationConfig: { column: sql`sr."calibrationConfigId"`, isCurrentOnly: true },
    calibrationSet: { column: sql`c."calibrationSetId"`, isCurrentOnly: true },
    import: { column: sql`sr."importId"`, isCurrentOnly: false },
    study: { column: sql`sr."studyId"`, isCurrentOnly: false },
  },
  order: {
    CREATED_AT: { expression: sql`sr."createdAt"`, type: 'timestamptz', isNullable: false },
    LANE: { expression: sql`sr."lane"`, type: 'text', isNullable: false },
    TOKEN_COUNT: { expression: sql`sr."tokenCount"`, type: 'int8', isNullable: false },
    MODEL: { expression: sql`m."slug"`, type: 'text', isNullable: false },
  },
  defaultOrder: [{ field: 'CREATED_AT', direction: 'DESC' }],
  currentCondition: isCurrentRevision(sql`sr."revisionId"`),
  listConditions: (filter) =>
    new Conditions()
      .anyOf(sql`m."slug"`, filter.models)
      .equals(sql`cs."slug"`, filter.calibration)
      .equals(sql`sr."lane"`, filter.lane)
      .equalsKey(sql`sr."studyId"`, parseOptionalGlobalId(filter.study, 'Study')).list,
  toFields: toProvenance,
});
