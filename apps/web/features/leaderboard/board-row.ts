import type { LeaderboardModelsQuery, LeaderboardQuery } from '../../generated/graphql.ts';

type ApiRow = LeaderboardQuery['leaderboard']['nodes'][number];
type ApiModel = LeaderboardModelsQuery['models']['nodes'][number];

/** A row of the leaderboard with the influence profile of its model. */
export interface BoardRow extends ApiRow {
  readonly profile: readonly (number | null)[];
}

/** A model that is registered but has no row at these settings. */
export interface PendingModel {
  readonly slug: string;
  readonly name: string;
  readonly family: string;
  readonly blockCount: number;
  readonly scored: boolean;
  readonly study: ApiModel['studies']['nodes'][number] | null;
}

/** Joins the board with the models' profiles; models without a row are listed apart. */
export function joinBoard(rows: readonly ApiRow[], models: readonly ApiModel[]): { rows: BoardRow[]; pending: PendingModel[] } {
  const bySlug = new Map(models.map((model) => [model.slug, model]));
  const shown = new Set(rows.map((row) => row.model.slug));
  return {
    rows: rows.map((row) => ({ ...row, profile: getProfile(bySlug.get(row.model.slug)) })),
    pending: models
      .filter((model) => !shown.has(model.slug))
      .map((model) => ({
        slug: model.slug,
        name: model.name,
        family: model.family.name,
        blockCount: model.blockCount,
        scored: getProfile(model).length > 0,
        study: model.studies.nodes[0] ?? null,
      })),
  };
}

function getProfile(model: ApiModel | undefined): (number | null)[] {
  return model?.scoreRuns.nodes[0]?.layerScores.nodes.map((score) => score.mean) ?? [];
}
