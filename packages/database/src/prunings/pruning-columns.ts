import { type Change, keyOfChange, type Unit } from '@lamina/plans';
import type { Prisma } from '../../generated/client.ts';
import { sql } from '../rows/sql.ts';

/** How the removed layers were replaced, with the text on which the replacement was solved. */
export interface PruningRepair {
  readonly kind: string;
  /** Identifies the calibration text and how it was cut; the same repair of the same layers is stored once. */
  readonly calibrationSha256: string;
  readonly [fact: string]: unknown;
}

/** The columns of a change, and of its units in the order of their choice. Equal keys give the same model of a revision, whatever chose it. */
export function changeColumns(change: Change<PruningRepair>, order: readonly Unit[] = change.remove) {
  return {
    change: change as unknown as Prisma.InputJsonObject,
    changeKey: keyOfChange({ ...change, repair: identityOf(change.repair) }),
    order: order as readonly object[] as Prisma.InputJsonArray,
    removedCount: order.length,
  };
}

/** A setting names its calibration text; the digests tell whether the text was the same one. */
function identityOf(repair: PruningRepair | null): object | null {
  if (repair === null) return null;
  const { kind, setting, calibration, calibrationSha256 } = repair;
  return { kind, setting, calibration, calibrationSha256 };
}

/** SQL: whether the rows `p` and `w` of "Pruning" give the same model. */
export const EQUAL_PRUNING = sql`p."revisionId" = w."revisionId" AND p."changeKey" = w."changeKey" AND p."isImported" = w."isImported"`;

/** SQL: the kind of the repair of the row `p` of "Pruning", as 'linear-fold'; null where nothing replaces what is removed. */
export const REPAIR_KIND = sql`p."change" #>> '{repair,kind}'`;

/** SQL: the classes of characters whose tokens the row `p` keeps; null for all tokens. */
export const KEPT_VOCABULARY = sql`p."change" ->> 'keepVocabulary'`;

/** SQL: the type of GGUF files in which the row `p` stores its weights; null where they keep theirs. */
export const WEIGHT_TYPE = sql`p."change" ->> 'precision'`;

/** SQL: whether the row `p` only removes units, as isRemoval of @lamina/plans says. */
export const IS_REMOVAL = sql`(${KEPT_VOCABULARY} IS NULL AND ${WEIGHT_TYPE} IS NULL)`;

/** SQL: removed units of the row `p` ÷ all units of these kinds of the row `r` of "ModelRevision"; 0 where none goes. */
export const REMOVED_UNIT_RATIO = sql`coalesce(p."removedCount"::float8 / nullif(r."blockCount" * cardinality(p."units"), 0), 0)`;

/** SQL: the calibration text whose scores chose the row `p`, by its short name; null where no scores chose it, or where it is not known which. */
export const TEXT_OF_SCORES = sql`(SELECT cs."slug" FROM "ScoreRun" sr JOIN "CalibrationConfig" cc ON cc."id" = sr."calibrationConfigId"
  JOIN "CalibrationSet" cs ON cs."id" = cc."calibrationSetId" WHERE sr."id" = p."scoreRunId")`;

/** SQL: the runs whose scores chose the row `p`, or, where its units are named together with fewer bits or tokens, the same units in another row. */
const SCORE_RUNS = sql`(SELECT p."scoreRunId" UNION ALL SELECT w."scoreRunId" FROM "Pruning" w
  WHERE NOT ${IS_REMOVAL} AND p."removedCount" > 0 AND w."revisionId" = p."revisionId" AND w."change" -> 'remove' = p."change" -> 'remove')`;

/**
 * SQL: the texts that chose or repaired the row `p`, as SourcedText of @lamina/benchmarks. A mixture of types follows from what its units lost alone: the texts of
 * these roundings chose it.
 */
export const TEXTS_READ = sql`(SELECT coalesce(json_agg(json_build_object('text', o."text", 'source', o."source")), '[]') FROM (
  SELECT cs."slug" AS "text", coalesce(cs."source", cs."slug") AS "source" FROM "CalibrationSet" cs
  WHERE cs."slug" = p."change" #>> '{repair,setting,calibration}' OR cs."id" IN (
    SELECT cc."calibrationSetId" FROM "ScoreRun" sr JOIN "CalibrationConfig" cc ON cc."id" = sr."calibrationConfigId" WHERE sr."id" IN ${SCORE_RUNS})
  UNION ALL SELECT DISTINCT t."text", t."source" FROM "Rounding" t WHERE t."revisionId" = p."revisionId" AND ${WEIGHT_TYPE} LIKE '%=%') o)`;
