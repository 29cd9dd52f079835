import { sql } from '../sql.ts';

/** SQL: whether the rows `p` and `w` of "Pruning" give the same model, whatever chose it: the same removed units of a revision and the same repair. */
export const EQUAL_PRUNING = sql`p."revisionId" = w."revisionId" AND p."lane" = w."lane" AND p."removed" = w."removed"
  AND p."removedAttention" = w."removedAttention" AND p."removedMlp" = w."removedMlp"
  AND p."repair"->'setting' IS NOT DISTINCT FROM w."repair"->'setting'`;
