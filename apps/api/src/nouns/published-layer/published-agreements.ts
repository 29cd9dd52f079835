import { chooseRounding, siblingAgreement, spearman, valuesByBlock } from '@lamina/metrics';
import { type PublishedAgreement, PublishedAgreementKind } from './published-layer.type.ts';
import { byLayer, findDivergence, type ModelProfile } from './published-profiles.ts';

/** A model of which profiles are compared. */
export interface ComparedModel {
  readonly key: string;
  readonly generation: string | null;
  readonly blockCount: number;
}

/**
 * Compares published profiles with one another. Of two operations on blocks, attentions or MLPs, and of two metrics of blocks: Spearman's correlation
 * over the layers that have both values. Of siblings: over 20 relative depths of the inner blocks, of divergences.
 */
export function comparePublished(
  kind: PublishedAgreementKind,
  models: readonly ComparedModel[],
  profiles: readonly ModelProfile[],
): readonly PublishedAgreement[] {
  const byModel = Map.groupBy(profiles, ({ modelKey }) => modelKey);
  const of = (key: string): readonly ModelProfile[] => byModel.get(key) ?? []; // a model of removal sets only
  if (kind === PublishedAgreementKind.SIBLINGS)
    return pairsOf(models).flatMap(([first, second]) => {
      if (first.generation === null || first.generation !== second.generation) return [];
      const [one, other] = [findDivergence(of(first.key)), findDivergence(of(second.key))];
      return one === null || other === null ? [] : [compareSiblings([first, second], [one, other])];
    });
  return models.flatMap(({ key }) => {
    const ofModel = of(key);
    if (kind === PublishedAgreementKind.METRICS)
      return pairsOf(ofModel.filter(({ operation, unit }) => operation.startsWith('round:') && unit === 'block'))
        .filter(([one, other]) => one.operation === other.operation && one.source.slug === other.source.slug)
        .map(compareProfiles);
    // One profile stands for an operation: of roundings the divergence, where it was published.
    return [...Map.groupBy(ofModel, ({ unit }) => unit).values()].flatMap((ofUnit) => {
      const operations = Map.groupBy(ofUnit, ({ operation }) => operation.split(':')[0]);
      return pairsOf([...operations.values()].map(chooseRounding).filter((profile) => profile !== null)).map(compareProfiles);
    });
  });
}

function compareProfiles([one, other]: readonly [ModelProfile, ModelProfile]): PublishedAgreement {
  const [values, others] = [byLayer(one), byLayer(other)];
  const shared = one.layers.filter((layer) => others.has(layer));
  const at = (of: ReadonlyMap<number, number>): readonly number[] => shared.map((layer) => of.get(layer) ?? Number.NaN); // both have it
  return {
    modelKey: one.modelKey,
    otherKey: other.modelKey,
    first: labelOf(one),
    second: labelOf(other),
    correlation: spearman(at(values), at(others)),
    pointCount: shared.length,
    sources: one.source.slug === other.source.slug ? [one.source] : [one.source, other.source],
  };
}

/** A label names the part too, unless it is the whole block. */
function labelOf({ unit, label }: ModelProfile): string {
  return unit === 'block' ? label : `${unit} ${label}`;
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
