import { siblingAgreement, spearman, valuesByBlock } from '@lamina/metrics';
import { type PublishedAgreement, PublishedAgreementKind } from './published-layer.type.ts';
import { byLayer, findDivergence, type ModelProfile } from './published-profiles.ts';

/** A model of which profiles are compared. */
export interface ComparedModel {
  readonly key: string;
  readonly generation: string | null;
  readonly blockCount: number;
}

/**
 * Compares published profiles of blocks with one another. Of two operations and of two metrics: Spearman's correlation over the blocks that have both
 * values. Of siblings: over 20 relative depths of the inner blocks, of divergences.
 */
export function comparePublished(
  kind: PublishedAgreementKind,
  models: readonly ComparedModel[],
  profiles: readonly ModelProfile[],
): readonly PublishedAgreement[] {
  const blocks = Map.groupBy(
    profiles.filter(({ unit }) => unit === 'block'),
    ({ modelKey }) => modelKey,
  );
  const of = (key: string): readonly ModelProfile[] => blocks.get(key) ?? []; // a model of removal sets only
  if (kind === PublishedAgreementKind.SIBLINGS)
    return pairsOf(models).flatMap(([first, second]) => {
      if (first.generation === null || first.generation !== second.generation) return [];
      const [one, other] = [findDivergence(of(first.key)), findDivergence(of(second.key))];
      return one === null || other === null ? [] : [compareSiblings([first, second], [one, other])];
    });
  return models.flatMap(({ key }) => {
    const ofModel = of(key);
    if (kind === PublishedAgreementKind.METRICS)
      return pairsOf(ofModel.filter(({ operation }) => operation.startsWith('round:')))
        .filter(([one, other]) => one.operation === other.operation && one.source.slug === other.source.slug)
        .map(compareProfiles);
    // One profile stands for an operation: of roundings the divergence, where it was published.
    const divergence = findDivergence(ofModel);
    const operations = [...Map.groupBy(ofModel, ({ operation }) => operation.split(':')[0])].map(([operation, [first]]) =>
      operation === 'round' && divergence !== null ? divergence : first,
    );
    return pairsOf(operations.filter((profile) => profile !== undefined)).map(compareProfiles);
  });
}

function compareProfiles([one, other]: readonly [ModelProfile, ModelProfile]): PublishedAgreement {
  const [values, others] = [byLayer(one), byLayer(other)];
  const shared = one.layers.filter((layer) => others.has(layer));
  const at = (of: ReadonlyMap<number, number>): readonly number[] => shared.map((layer) => of.get(layer) ?? Number.NaN); // both have it
  return {
    modelKey: one.modelKey,
    otherKey: other.modelKey,
    first: one.label,
    second: other.label,
    correlation: spearman(at(values), at(others)),
    pointCount: shared.length,
    sources: one.source.slug === other.source.slug ? [one.source] : [one.source, other.source],
  };
}

function compareSiblings(
  models: readonly [ComparedModel, ComparedModel],
  [one, other]: readonly [ModelProfile, ModelProfile],
): PublishedAgreement {
  const { correlation, pointCount } = siblingAgreement(
    valuesByBlock(byLayer(one), models[0].blockCount),
    valuesByBlock(byLayer(other), models[1].blockCount),
  );
  return { ...compareProfiles([one, other]), correlation, pointCount };
}

function pairsOf<Item>(items: readonly Item[]): readonly (readonly [Item, Item])[] {
  return items.flatMap((one, place) => items.slice(place + 1).map((other) => [one, other] as const));
}
