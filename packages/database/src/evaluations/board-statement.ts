import type { Candidate, CandidateCell, Solved } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { HEADLINE_OF_KIND, NO_REPAIR, type RepairKind } from '@lamina/metrics';
import { PRUNING_LANE, type PruningLane, STRATEGY, type UnitKind } from '@lamina/plans';
import { emptySql, joinConditions, joinSql, type Sql, sql } from '../sql.ts';
import { SOLVING_OF_PRUNING } from './solving-of-pruning.ts';

/** An evaluated pruning of a current revision, with the facts of its model. */
export interface BoardCandidate extends Candidate, Solved {
  readonly slug: string;
  readonly name: string;
  readonly family: string;
  readonly blockCount: number;
  readonly parameterCount: number;
  readonly precision: string;
  readonly normPlacement: string;
  readonly architecture: string | null;
  readonly revisionKey: string;
  /** The recording that brought the pruning. */
  readonly recordingKey: string | null;
}

/** A row of a board's statement: the lanes, and one candidate. If there is no candidate, there is one row with only the lanes. */
export type BoardRow = { readonly lanes: readonly string[] } & (CandidateColumns | { readonly pruningKey: null });

/** A candidate whose cells are returned as columns; this costs PostgreSQL half as much as objects. */
type CandidateColumns = Omit<BoardCandidate, 'cells'> & { readonly cells: CellColumns };
/** The values of each field of a candidate's cells, in the order of the benchmarks' names. */
type CellColumns = { readonly [Field in Exclude<keyof CandidateCell, 'metric'>]: readonly CandidateCell[Field][] };

/** The candidates among a board's records. */
export function toBoardCandidates(records: readonly BoardRow[]): readonly BoardCandidate[] {
  return records.flatMap((record) => (record.pruningKey === null ? [] : [{ ...record, cells: toCells(record.cells) }]));
}

function toCells({ benchmark: benchmarks, kind, ...columns }: CellColumns): readonly CandidateCell[] {
  return benchmarks.map((benchmark, index) => {
    const kindHere = getAt(kind, index);
    return {
      benchmark,
      kind: kindHere,
      metric: HEADLINE_OF_KIND[kindHere],
      value: getAt(columns.value, index),
      standardError: getAt(columns.standardError, index),
      chance: getAt(columns.chance, index),
      denseValue: getAt(columns.denseValue, index),
      denseStandardError: getAt(columns.denseStandardError, index),
      retention: getAt(columns.retention, index),
      retentionStandardError: getAt(columns.retentionStandardError, index),
    };
  });
}

/** Which prunings a board shows. Null = all. */
export interface BoardQuery {
  readonly lane: string | null;
  readonly strategy: string | null;
  readonly pruningLane: PruningLane | null;
  readonly units: readonly UnitKind[];
  readonly repair: RepairKind | null;
}

/** What a board shows in any lane. */
type BoardChoice = Omit<BoardQuery, 'lane'>;

/**
 * The lanes in which prunings of a board are evaluated (those with recorded models first, then by size), and every evaluated pruning of every current
 * revision in one of them (null = the first), with its evaluations. The random-inner control of the same units is always included, also where repairs
 * are shown: draws are not repaired.
 */
export function boardStatement({ lane, ...choice }: BoardQuery): Sql {
  return sql`
    WITH candidate AS (${candidates(choice)}), sized AS (${sizedLanes()}), board AS (
      SELECT coalesce(array_agg("lane" ORDER BY "place"), '{}') AS "lanes",
        coalesce(${lane}::text, min("lane") FILTER (WHERE "place" = 1)) AS "lane" FROM sized
    ), measured AS (${measured(sql`(SELECT "lane" FROM board)`)})
    SELECT board."lanes", candidate.*, measured."cells" FROM board
    LEFT JOIN (candidate JOIN measured ON measured."pruningId" = candidate."pruningKey") ON true
    ORDER BY candidate."modelKey", candidate."removedRatio", candidate."pruningKey"`;
}

/** Short names of models and of families; without one of the two, any. */
interface BoardModels {
  readonly models?: readonly string[] | null;
  readonly families?: readonly string[] | null;
}

/** The lanes of a board in which prunings of these models are evaluated: those of most of them first, then as on the whole board. */
export function boardLanesStatement({ models, families }: BoardModels, choice: BoardChoice): Sql {
  const isWanted = joinConditions([
    ...(models ? [sql`m."slug" = ANY(${[...models]}::text[])`] : []),
    ...(families ? [sql`f."slug" = ANY(${[...families]}::text[])`] : []),
  ]);
  return sql`
    WITH candidate AS (${candidates(choice)} AND ${isWanted}), sized AS (${sizedLanes(sql`count(DISTINCT candidate."modelKey") DESC,`)})
    SELECT "lane" FROM sized ORDER BY "place"`;
}

/** Each lane with evaluations of candidates, and its place; `first` is what determines the place before everything else. */
function sizedLanes(first: Sql = emptySql): Sql {
  return sql`
    SELECT e."lane", row_number() OVER (ORDER BY ${first} bool_and(e."importId" IS NOT NULL), bool_and(e."recordingId" IS NULL), count(*) DESC, e."lane") AS "place"
    FROM "Evaluation" e JOIN candidate ON candidate."pruningKey" = e."pruningId" GROUP BY e."lane"`;
}

/** Excludes quantized forms; quantizationTable compares them with their original. */
function candidates({ strategy, pruningLane, units, repair }: BoardChoice): Sql {
  return sql`
    SELECT p."id" AS "pruningKey", m."id" AS "modelKey", r."id" AS "revisionKey", p."recordingId" AS "recordingKey", p."seed", p."removedCount", m."slug", m."name", f."slug" AS "family", r."blockCount",
      r."parameterCount"::float8 AS "parameterCount", r."precision", r."normPlacement", r."architecture", p."strategy", p."lane" AS "pruningLane", p."repairKind", p."removedCount"::float8 / (r."blockCount" * cardinality(p."units")) AS "removedRatio",
      p."removedParameterRatio", p."createdAt", ${SOLVING_OF_PRUNING}
    FROM "Model" m JOIN "ModelRevision" r ON r."id" = m."currentRevisionId" JOIN "ModelFamily" f ON f."id" = m."familyId"
    JOIN "Pruning" p ON p."revisionId" = r."id"
    WHERE m."derivedFromId" IS NULL AND p."units" = ${[...units]}::text[] AND (
      (p."strategy" = ${STRATEGY.randomInner} AND p."lane" = ${PRUNING_LANE.removalOnly}) OR (
        (${strategy}::text IS NULL OR p."strategy" = ${strategy}::text) AND (${pruningLane}::text IS NULL OR p."lane" = ${pruningLane}::text)
        AND (${repair}::text IS NULL OR coalesce(p."repairKind", ${NO_REPAIR}) = ${repair}::text)))`;
}

/** The evaluations of all candidates in one lane, joined and sorted together instead of per pruning. */
function measured(lane: Sql): Sql {
  const columns = {
    benchmark: sql`b."name"`,
    kind: sql`b."kind"`,
    value: sql`e."value"`,
    standardError: sql`e."standardError"`,
    chance: sql`b."chance"`,
    denseValue: sql`d."value"`,
    denseStandardError: sql`d."standardError"`,
    retention: sql`e."retention"`,
    retentionStandardError: sql`e."retentionStandardError"`,
  };
  const lists = Object.entries(columns).map(([name, column]) => sql`${name}::text, array_agg(${column} ORDER BY b."name", e."id")`);
  return sql`
    SELECT e."pruningId", json_build_object(${joinSql(lists)}) AS "cells"
    FROM "Evaluation" e JOIN "Benchmark" b ON b."id" = e."benchmarkId" LEFT JOIN "Evaluation" d ON d."id" = e."denseId"
    WHERE e."pruningId" IN (SELECT "pruningKey" FROM candidate) AND e."lane" = ${lane}
      AND ((b."kind" = 'multiple-choice' AND e."metric" = ${HEADLINE_OF_KIND['multiple-choice']})
        OR (b."kind" = 'perplexity' AND e."metric" = ${HEADLINE_OF_KIND.perplexity}))
    GROUP BY e."pruningId"`;
}
