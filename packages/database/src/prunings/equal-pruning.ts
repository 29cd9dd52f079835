import { sql } from '../rows/sql.ts';

/**
 * SQL: whether the rows `p` and `w` of "Pruning" give the same model, whatever chose it: the same removed units of a revision and the same repair. A
 * setting names its calibration text; the digests tell whether the text was the same one.
 */
export const EQUAL_PRUNING = sql`p."revisionId" = w."revisionId" AND p."lane" = w."lane" AND p."removed" = w."removed"
  AND p."removedAttention" = w."removedAttention" AND p."removedMlp" = w."removedMlp"
  AND (p."repair" -> 'setting', p."repair" #>> '{calibration,textSha256}', p."repair" ->> 'calibrationSha256')
    IS NOT DISTINCT FROM (w."repair" -> 'setting', w."repair" #>> '{calibration,textSha256}', w."repair" ->> 'calibrationSha256')`;
