import { sourcesOf } from '@lamina/benchmarks';
import type { Interval } from '@lamina/metrics';
import type { RepairedPruningsQuery } from '../../generated/graphql.ts';

type Pruning = RepairedPruningsQuery['prunings']['nodes'][number];
type Loss = Pruning['textEvaluations']['nodes'][number];

/** Perplexity ÷ that of the whole model on one text, repaired and with the same blocks removed alone. */
export interface RepairCost {
  readonly text: string;
  readonly repaired: number;
  /** 95 %, computed on the logarithm. */
  readonly interval: Interval | null;
  readonly alone: number;
}

/** One repair of one removal: its cost on a text of the source that it was solved on, and on the other text that it costs most. */
export interface RepairRow {
  readonly id: string;
  readonly removed: readonly number[];
  readonly repair: NonNullable<Pruning['repair']>;
  readonly sameSource: RepairCost | null;
  readonly otherSource: RepairCost | null;
}

/** @param sources of calibration texts, by their short names; of a mixture joined by `+` */
export function pairRepairs(prunings: readonly Pruning[], sources: ReadonlyMap<string, string | null>): readonly RepairRow[] {
  const alone = new Map(
    prunings
      .filter(({ repair }) => repair === null)
      .flatMap(({ removed, textEvaluations }) =>
        textEvaluations.nodes.map(({ text, loss }) => [`${removed.join()} ${text}`, loss] as const),
      ),
  );
  return prunings.flatMap(({ id, removed, repair, textEvaluations }): RepairRow[] => {
    if (repair === null) return [];
    const solvedOn = sourcesOf(sources.get(repair.calibration) ?? repair.calibration);
    const findCost = (isSameSource: boolean) => {
      const costs = textEvaluations.nodes
        .filter(({ source }) => solvedOn.includes(source) === isSameSource)
        .flatMap((one) => toCost(one, alone.get(`${removed.join()} ${one.text}`) ?? null));
      return costs.toSorted((a, b) => b.repaired - a.repaired)[0] ?? null;
    };
    const [sameSource, otherSource] = [findCost(true), findCost(false)];
    return sameSource === null && otherSource === null ? [] : [{ id, removed, repair, sameSource, otherSource }];
  });
}

function toCost({ text, loss, confidenceInterval }: Loss, alone: number | null): readonly RepairCost[] {
  if (loss === null || alone === null) return [];
  const interval = confidenceInterval && { low: 1 + confidenceInterval.low, high: 1 + confidenceInterval.high };
  return [{ text, repaired: 1 + loss, interval, alone: 1 + alone }];
}
