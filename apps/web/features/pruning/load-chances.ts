import { BenchmarkChancesDocument } from '../../generated/graphql.ts';
import { fetchNodes } from '../api/fetch-nodes.ts';

/** Accuracy of random guessing by benchmark; without benchmarks whose chance level is not known. */
export type Chances = Readonly<Record<string, number>>;

/** The chance levels of all benchmarks; of several versions of a benchmark, that of the newest. @throws ApiError */
export async function loadChances(): Promise<Chances> {
  const nodes = await fetchNodes({ document: BenchmarkChancesDocument, variables: {}, pick: ({ benchmarks }) => benchmarks });
  return Object.fromEntries(nodes.flatMap(({ name, chance }) => (chance === null ? [] : [[name, chance]])));
}
