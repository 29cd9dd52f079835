import type { FamilyModelFragment, FamilyRetentionFragment } from '../../generated/graphql.ts';

/** A model of a family with its row of the leaderboard; null if no pruning of it is evaluated at these settings. */
export interface FamilyMember {
  readonly model: FamilyModelFragment;
  readonly row: FamilyRetentionFragment | null;
}

/** The models in their order, each with its row. */
export function joinRetention(models: readonly FamilyModelFragment[], rows: readonly FamilyRetentionFragment[]): readonly FamilyMember[] {
  const bySlug = new Map(rows.map((row) => [row.model.slug, row]));
  return models.map((model) => ({ model, row: bySlug.get(model.slug) ?? null }));
}
