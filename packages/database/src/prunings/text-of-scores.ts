import { sql } from '../rows/sql.ts';

/** SQL: the calibration text whose scores chose the row `p` of "Pruning", by its short name; null where no scores chose it, or where it is not known which. */
export const TEXT_OF_SCORES = sql`(SELECT cs."slug" FROM "ScoreRun" sr JOIN "CalibrationConfig" cc ON cc."id" = sr."calibrationConfigId"
  JOIN "CalibrationSet" cs ON cs."id" = cc."calibrationSetId" WHERE sr."id" = p."scoreRunId")`;
