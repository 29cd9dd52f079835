import type { ModelRepairsQuery, Strategy } from '../../generated/graphql.ts';
import { getTokenRuleLabel } from '../pruning/repair-name.ts';
import { formatDigest } from '../ui/format.ts';

export type RepairFacts = NonNullable<ModelRepairsQuery['model']>['repairComparison'];
type Step = RepairFacts['steps'][number];
type Result = Step['results'][number];
type Control = NonNullable<Step['control']>;

/** One removal with one repair, and how many layers it removes. */
export type RepairRow = Result & {
  readonly id: string;
  readonly removedCount: number;
  /** Where the strategy chose several sets of as many layers, the charts draw the one with most repairs. */
  readonly isDrawn: boolean;
};

/** What the reader asks for; null = what was measured most. */
export interface RepairChoice {
  readonly strategy: Strategy | null;
  /** Key of a calibration text. */
  readonly text: string | null;
}

/** The rows of one strategy and one calibration text, and what else there is to choose. */
export interface RepairSelection {
  readonly strategy: Strategy | null;
  readonly text: string | null;
  readonly strategies: readonly Strategy[];
  /** The texts of this strategy. */
  readonly texts: readonly { readonly key: string; readonly label: string }[];
  readonly rows: readonly RepairRow[];
  /** Random removals, by number of removed layers. */
  readonly controls: readonly (Control & { readonly removedCount: number })[];
}

/**
 * The removals of one strategy with repairs that were solved on one text, and the same removals alone, so that each line of the charts follows one
 * strategy and one text.
 */
export function selectRepairs({ steps }: RepairFacts, wanted: RepairChoice): RepairSelection {
  const repaired = steps.flatMap(({ removedCount, results }) =>
    results
      .filter(isRepaired)
      .flatMap((result) => result.strategies.map((strategy) => ({ removedCount, strategy, text: keyOfText(result) }))),
  );
  const strategies = [...new Set(repaired.map(({ strategy }) => strategy))];
  const strategy = strategies.find((one) => one === wanted.strategy) ?? findMost(repaired, 'strategy');
  const own = repaired.filter((one) => one.strategy === strategy);
  const keys = [...new Set(own.map(({ text }) => text))].sort();
  const text = keys.find((one) => one === wanted.text) ?? findMost(own, 'text');
  return {
    strategy,
    text,
    strategies,
    texts: labelTexts(keys),
    rows: steps.flatMap((step) => listRows(step, { strategy, text })),
    controls: steps.flatMap(({ removedCount, control }) => (control === null ? [] : { removedCount, ...control })),
  };
}

interface Measured {
  readonly removedCount: number;
  readonly strategy: Strategy;
  readonly text: string;
}

/** The value with most numbers of removed layers; of equals, the one with most repairs; of equals, the first. Null if nothing was repaired. */
function findMost<Key extends 'strategy' | 'text'>(measured: readonly Measured[], key: Key): Measured[Key] | null {
  const countsOf = (own: readonly Measured[]): number => new Set(own.map(({ removedCount }) => removedCount)).size;
  const [most] = [...Map.groupBy(measured, (one) => one[key])].toSorted(([, a], [, b]) => countsOf(b) - countsOf(a) || b.length - a.length);
  return most?.[0] ?? null;
}

function listRows({ removedCount, results }: Step, { strategy, text }: RepairChoice): readonly RepairRow[] {
  const isOf = (result: Result): boolean => result.strategies.some((one) => one === strategy);
  const chosen = results.filter((result) => isRepaired(result) && isOf(result) && keyOfText(result) === text);
  const bySet = Map.groupBy(chosen, ({ removed }) => removed.join());
  // The strategy may have no repair of so many layers.
  const [drawn] = [...bySet].toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [];
  return results
    .filter((result) => chosen.includes(result) || (!isRepaired(result) && bySet.has(result.removed.join())))
    .map((result, place) => ({ ...result, removedCount, id: `${removedCount}-${place}`, isDrawn: result.removed.join() === drawn }));
}

function isRepaired({ repair }: Result): boolean {
  return repair !== 'NONE';
}

/** The name of a text, and its digest, because a text may change under its name. */
function keyOfText({ calibration, calibrationDigest }: Result): string {
  return [calibration, calibrationDigest].filter((part) => part !== null).join('@');
}

/** Texts by their names, with digests where a name stands for several. */
function labelTexts(keys: readonly string[]): RepairSelection['texts'] {
  const named = keys.map((key) => {
    const [name = key, digest] = key.split('@');
    return { key, name, digest };
  });
  return named.map(({ key, name, digest }) => {
    const isShared = named.some((other) => other.key !== key && other.name === name);
    return { key, label: isShared && digest !== undefined ? `${name} (${formatDigest(digest)})` : name };
  });
}

/** What tells apart two repairs of one kind in these rows: their token rules and settings where there are several. Null: nothing must be told apart. */
export function describeVariant({ repair, tokenRule, setting }: RepairRow, rows: readonly RepairRow[]): string | null {
  const alike = rows.filter((row) => row.repair === repair);
  const parts = [
    alike.some((row) => row.tokenRule !== tokenRule) && tokenRule !== null ? `tokens: ${getTokenRuleLabel(tokenRule)}` : '',
    // A repair that was stored without a setting has an empty one.
    alike.some((row) => row.setting !== setting) ? (setting ?? '') : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join(', ');
}
