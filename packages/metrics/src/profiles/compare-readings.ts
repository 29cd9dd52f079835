import { getAt } from '@lamina/errors';
import { medianOf } from '../statistics/median.ts';
import { countedOf, type ProfilesFinding } from './describe-profiles.ts';
import type { LayerOperation } from './layer-operation.ts';
import type { MarkedProfile } from './mark-profiles.ts';
import { correlateProfiles } from './rank-profile.ts';

/** The difference between two readings of one model. */
export const READING_PAIRS = {
  sources: 'Same operation, another source',
  tuning: 'Same operation, base against instruct',
  operations: 'Removed, against influence',
  metrics: 'Rounded: KL divergence, against perplexity',
} as const;
export type ReadingPair = keyof typeof READING_PAIRS;

/** How far two readings of the blocks of many models agree. */
export interface ReadingAgreement {
  readonly pair: ReadingPair;
  readonly label: string;
  /** Ascending by correlation: Spearman's, −1 to 1; 1 = the same order of blocks. */
  readonly models: readonly { readonly name: string; readonly correlation: number }[];
  readonly lowest: number;
  readonly median: number;
  readonly highest: number;
}

/** Rank correlations of two readings of one model, by what they differ in; pairs that no model has are left out. */
export function compareReadings(profiles: readonly MarkedProfile[]): readonly ReadingAgreement[] {
  const certain = profiles.filter(({ doubt, isContributed }) => doubt === null && !isContributed);
  const found: Readonly<Record<ReadingPair, readonly Pair[]>> = {
    sources: pairSources(certain),
    tuning: pairTunings(certain),
    operations: pairOperations(certain, 'removed', 'influence'),
    metrics: pairOperations(certain, 'rounded-kl', 'rounded-perplexity'),
  };
  return (Object.keys(READING_PAIRS) as ReadingPair[]).flatMap((pair) => {
    const models = found[pair]
      .flatMap(([one, other]) => {
        const correlation = correlateProfiles(one, other);
        return correlation === null ? [] : [{ name: one.model.name, correlation }];
      })
      .sort((one, other) => one.correlation - other.correlation);
    if (models.length === 0) return [];
    const values = models.map(({ correlation }) => correlation);
    return [
      {
        pair,
        label: READING_PAIRS[pair],
        models,
        lowest: getAt(values, 0),
        median: medianOf(values),
        highest: getAt(values, values.length - 1),
      },
    ];
  });
}

/** Whether two ways to ask the same model agree. */
export function describeReadings(agreements: readonly ReadingAgreement[]): ProfilesFinding {
  const find = (wanted: ReadingPair): ReadingAgreement | undefined => agreements.find(({ pair }) => pair === wanted);
  const [sources, tuning, metrics] = [find('sources'), find('tuning'), find('metrics')];
  if (metrics === undefined) return { title: 'Do two ways to ask the same model agree?', detail: 'Rank correlation of blocks.' };
  const same = [
    ...(sources === undefined ? [] : [`from another source (${format(sources.lowest)})`]),
    ...(tuning === undefined ? [] : [`after instruction tuning (${format(tuning.lowest)} or more)`]),
  ];
  const negative = metrics.models.filter(({ correlation }) => correlation < 0).length;
  return {
    title: `Two ways to ask the same model agree anywhere from ${format(metrics.lowest)} to ${format(metrics.highest)}`,
    detail: [
      'Rank correlation of blocks.',
      ...(same.length === 0 ? [] : [`The same question gets the same answer ${same.join(' and ')}. Another question does not:`]),
      `in ${negative} of ${metrics.models.length} models KL divergence and perplexity rank the blocks of one rounding in opposite order. So a strip is read within its operation, and no score on this page is an average over operations.`,
    ].join(' '),
  };
}

type Pair = readonly [MarkedProfile, MarkedProfile];

/** Two operations on one model, each by the profile that stands for it. */
function pairOperations(profiles: readonly MarkedProfile[], one: LayerOperation, other: LayerOperation): readonly Pair[] {
  const others = new Map(countedOf(other, profiles).map((profile) => [profile.model.slug, profile]));
  return countedOf(one, profiles).flatMap((profile) => {
    const found = others.get(profile.model.slug);
    return found === undefined ? [] : [[profile, found] as const];
  });
}

/** The first two sources of one model and operation: of each its first profile. */
function pairSources(profiles: readonly MarkedProfile[]): readonly Pair[] {
  const groups = Map.groupBy(profiles, ({ model, valueUnit }) => `${model.slug} ${valueUnit.operation}`);
  return [...groups.values()].flatMap((group) => {
    const bySource = new Map(group.toReversed().map((profile) => [profile.source?.slug, profile]));
    const [one, other] = bySource.values();
    return one === undefined || other === undefined ? [] : [[one, other] as const];
  });
}

/** A base model and its instruct form, both without each block. */
function pairTunings(profiles: readonly MarkedProfile[]): readonly Pair[] {
  const removed = countedOf('removed', profiles);
  return removed.flatMap((base) => {
    const tuned = removed.find(({ model }) => model.name !== base.model.name && model.name.replace('-Instruct', '') === base.model.name);
    return tuned === undefined ? [] : [[base, tuned] as const];
  });
}

function format(correlation: number): string {
  return correlation.toFixed(2).replace('-', '−');
}
