import { sourcesOf } from '@lamina/benchmarks';
import type { RepairedPruningsQuery } from '../../generated/graphql.ts';

type Pruning = RepairedPruningsQuery['prunings']['nodes'][number];
type Evaluation = Pruning['evaluations']['nodes'][number];

/** Perplexity ÷ that of the whole model on one text, repaired and with the same blocks removed alone. */
export interface RepairCost {
  readonly text: string;
  readonly repaired: number;
  readonly standardError: number | null;
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
      .flatMap(({ removed, evaluations }) =>
        evaluations.nodes.map(({ benchmark, retention }) => [`${removed.join()} ${benchmark.name}`, retention] as const),
      ),
  );
  return prunings.flatMap(({ id, removed, repair, evaluations }): RepairRow[] => {
    if (repair === null) return [];
    const solvedOn = sourcesOf(sources.get(repair.calibration) ?? repair.calibration);
    const findCost = (isSameSource: boolean) => {
      const costs = evaluations.nodes
        // A text of unknown source is of none on which a repair was solved.
        .filter(({ benchmark }) => solvedOn.includes(benchmark.source ?? '') === isSameSource)
        .flatMap((one) => toCost(one, alone.get(`${removed.join()} ${one.benchmark.name}`) ?? null));
      return costs.toSorted((a, b) => b.repaired - a.repaired)[0] ?? null;
    };
    const [sameSource, otherSource] = [findCost(true), findCost(false)];
    return sameSource === null && otherSource === null ? [] : [{ id, removed, repair, sameSource, otherSource }];
  });
}

function toCost({ benchmark, retention, retentionStandardError: standardError }: Evaluation, alone: number | null): readonly RepairCost[] {
  return retention === null || alone === null ? [] : [{ text: benchmark.name, repaired: retention, standardError, alone }];
}

/** Over all removals: the share of the lost log perplexity that a repair takes back, sum(ln alone − ln repaired) / sum(ln alone); null of none. */
export function shareOf(costs: readonly (RepairCost | null)[]): number | null {
  const measured = costs.filter((cost) => cost !== null);
  const lost = measured.reduce((sum, { alone }) => sum + Math.log(alone), 0);
  return measured.length === 0 ? null : measured.reduce((sum, { alone, repaired }) => sum + Math.log(alone / repaired), 0) / lost;
}
