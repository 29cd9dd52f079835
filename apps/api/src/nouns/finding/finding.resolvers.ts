import { chooseText, listFindings, measureRemovalCost, type ReadRemoval } from '@lamina/benchmarks';
import { modelsWithChanges, readRemovals } from '@lamina/database';
import { AppError } from '@lamina/errors';
import DataLoader from 'dataloader';
import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { optionalRow, relations, row } from '../../data/relations.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { createAnswerLoader } from '../answer/answer.loader.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { createRoundingsLoader } from '../rounding/rounding.resolvers.ts';
import { UnitKind } from '../vocabulary/removal.ts';
import { CostPoint, Finding, RemovalCost } from './finding.type.ts';

/** Everything that was read of the changes of revisions, by their keys. */
function createRemovalLoader(sqlReader: SqlReader): DataLoader<string, readonly ReadRemoval[]> {
  return new DataLoader((keys) => Promise.all(keys.map((key) => sqlReader.readRows<ReadRemoval>(readRemovals(key)))));
}

/** Costs of removals, and the findings that follow from them. */
@Resolver(() => Model)
class FindingResolver {
  @FieldResolver(() => RemovalCost, {
    nullable: true,
    description: 'The cost of removing units, on a text; null if no removal of these units was measured on it.',
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
      'Eight findings about each model, question by question, computed from its losses on texts and its roundings: the same sentences on the page, in `lamina findings`, in Python and in docs/findings.md.',
  })
  async findings(
    @Arg('model', () => String, {
      nullable: true,
      description: 'Short name of a model; null = the real models with measured changes, or the small bundled ones if there are none.',
    })
    slug: string | null | undefined,
    @Ctx() { loaders, reader, sqlReader }: RequestContext,
  ): Promise<readonly Finding[]> {
    const models = slug ? [await reader.findByName(MODELS, slug)] : await reader.findByKeys(MODELS, await listModelsToShow(sqlReader));
    const found = models.map(async (model) => {
      if (model === null) throw new AppError('NOT_FOUND', `There is no model "${slug?.slice(0, 100)}".`);
      const [removals, { candidates }, { roundings, scores }] = await Promise.all([
        loaders.get(createRemovalLoader).load(model.revisionKey),
        loaders.get(createAnswerLoader).load(model.key),
        loaders.get(createRoundingsLoader).load(model.revisionKey),
      ]);
      return { key: model.key, name: model.name, removals, candidates, roundings, scores };
    });
    return listFindings(await Promise.all(found));
  }
}

/** Keys of the real models with measured changes; if there are none, of those that come with Lamina, which know an invented world. */
async function listModelsToShow(sqlReader: SqlReader): Promise<readonly string[]> {
  const listed = await sqlReader.readRows<{ readonly modelKey: string; readonly isBundled: boolean }>(modelsWithChanges());
  const real = listed.filter(({ isBundled }) => !isBundled);
  return (real.length > 0 ? real : listed).map(({ modelKey }) => modelKey);
}

/** Findings and costs. */
export const FINDING_RESOLVERS = [
  FindingResolver,
  ...relations(Finding, { model: row(MODELS, 'modelKey', 'The model.') }),
  ...relations(CostPoint, { pruning: optionalRow(PRUNINGS, 'key', 'The pruning; null for several draws.') }),
];
