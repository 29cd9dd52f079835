import { sql } from '../sql.ts';

/** SQL: the columns of Calibrated (@lamina/benchmarks) of the row `p` of "Pruning". */
export const CALIBRATION_OF_PRUNING = sql`p."repair" #>> '{calibration,slug}' AS "calibration", p."repair" #>> '{calibration,textSha256}' AS "calibrationDigest"`;
