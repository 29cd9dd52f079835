import { chooseText, listFindings, measureRemovalCost, type ReadRemoval } from '@lamina/benchmarks';
import { readRemovals } from '@lamina/database';
import { AppError } from '@lamina/errors';
import DataLoader from 'dataloader';
import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { optionalRow, relations, row } from '../../data/relations.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { UnitKind } from '../vocabulary/removal.ts';
import { findModelToShow } from './find-model-to-show.ts';
import { CostPoint, Finding, RemovalCost } from './finding.type.ts';

/** Everything that was read of the changes of revisions, by their keys. */
function createRemovalLoader(sqlReader: SqlReader): DataLoader<string, readonly ReadRemoval[]> {
  return new DataLoader((keys) => Promise.all(keys.map((key) => sqlReader.readRows<ReadRemoval>(readRemovals(key)))));
}

/** What removals cost, and what follows from them. */
@Resolver(() => Model)
class FindingResolver {
  @FieldResolver(() => RemovalCost, {
    nullable: true,
    description: 'What removing units costs on a text; null if no removal of these units was measured on it.',
  })
  async removalCost(
    @Root() { revisionKey }: Model,
    @Arg('units', () => [UnitKind], { nullable: true, defaultValue: [UnitKind.BLOCK], description: 'Kinds of units: exactly these.' })
    units: readonly UnitKind[] | null,
    @Arg('text', () => String, { nullable: true, description: 'Short name of a text; null = the one that judges most removals.' })
    text: string | null,
    @Ctx() { loaders }: RequestContext,
  ): Promise<RemovalCost | null> {
    const removals = await loaders.get(createRemovalLoader).load(revisionKey);
    const chosen = text ?? chooseText(removals);
    // The kinds of stored prunings are values of the API's enum.
    return chosen === null
      ? null
      : (measureRemovalCost(removals, { units: units ?? [UnitKind.BLOCK], text: chosen }) as RemovalCost | null);
  }

  @Query(() => [Finding], {
    description:
      'Six findings about one model, computed from its losses on texts: the same sentences on the page, in `lamina findings`, in Python and in docs/findings.md.',
  })
  async findings(
    @Arg('model', () => String, { nullable: true, description: 'Short name of a model; null = the real model with most measured changes.' })
    slug: string | null | undefined,
    @Ctx() { loaders, reader, sqlReader }: RequestContext,
  ): Promise<readonly Finding[]> {
    const name = slug ?? (await findModelToShow(sqlReader));
    const model = name === null ? null : await reader.findByName(MODELS, name);
    if (model === null) {
      if (!slug) return [];
      throw new AppError('NOT_FOUND', `There is no model "${slug.slice(0, 100)}".`);
    }
    const removals = await loaders.get(createRemovalLoader).load(model.revisionKey);
    return listFindings({ name: model.name, removals }).map((finding) => ({ ...finding, modelKey: model.key }));
  }
}

/** Findings and costs. */
export const FINDING_RESOLVERS = [
  FindingResolver,
  ...relations(Finding, { model: row(MODELS, 'modelKey', 'The model.') }),
  ...relations(CostPoint, { pruning: optionalRow(PRUNINGS, 'key', 'The pruning; null for several draws.') }),
];
