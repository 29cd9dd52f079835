import type { LeaderboardRowFactsFragment, NewestModelsQuery } from '../../generated/graphql.ts';

/** A row of the leaderboard as the API gives it. */
export type BoardRow = LeaderboardRowFactsFragment;
type ApiModel = NewestModelsQuery['models']['nodes'][number];

/** A model that is registered but has no row at these settings. */
export interface PendingModel {
  readonly slug: string;
  readonly name: string;
  readonly family: string;
  readonly blockCount: number;
  readonly scored: boolean;
  readonly study: ApiModel['studies']['nodes'][number] | null;
}

/** Those of the newest models that have no row; quantized forms stand on the page of their original. */
export function listPending(rows: readonly BoardRow[], models: readonly ApiModel[]): PendingModel[] {
  const shown = new Set(rows.map((row) => row.model.slug));
  return models
    .filter(({ slug, derivedFrom }) => derivedFrom === null && !shown.has(slug))
    .map((model) => ({
      slug: model.slug,
      name: model.name,
      family: model.family.name,
      blockCount: model.blockCount,
      scored: model.canonicalScoreRun !== null,
      study: model.studies.nodes[0] ?? null,
    }));
}

/** Block influence of the model's blocks, first to last; empty before it is scored. */
export function getProfile(row: BoardRow): (number | null)[] {
  const run = row.model.canonicalScoreRun;
  return run ? run.layerScores.nodes.map((score) => score.mean) : [];
}

/** Share of the model's blocks with an influence below the threshold; null before the model is scored. */
export function getLowShare(row: BoardRow, threshold: number): number | null {
  const profile = getProfile(row);
  return profile.length === 0 ? null : profile.filter((value) => value !== null && value < threshold).length / profile.length;
}

/** Number of the board's benchmarks that the row has. */
export function countMeasured(row: BoardRow, benchmarks: readonly string[]): number {
  return benchmarks.filter((name) => typeof getCell(row, name)?.retention === 'number').length;
}

export function getCell(row: BoardRow, benchmark: string): BoardRow['cells'][number] | undefined {
  return row.cells.find((cell) => cell.benchmark === benchmark);
}
