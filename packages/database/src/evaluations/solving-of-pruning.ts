import { sql } from '../rows/sql.ts';

/** SQL: the columns of Solved (@lamina/benchmarks) of the row `p` of "Pruning", without the kind. */
export const SOLVING_OF_PRUNING = sql`p."repair" #>> '{calibration,slug}' AS "calibration", p."repair" #>> '{calibration,textSha256}' AS "calibrationDigest",
  p."repair" -> 'setting' AS "setting", p."repair" ->> 'tokenRule' AS "tokenRule"`;
