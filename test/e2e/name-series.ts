/** What tells the series of strategies apart in a comparison. */
export interface SeriesFacts {
  readonly strategy: string;
  readonly chosenOn: string | null;
}

/** The parts of a series' id on the page: its strategy, and the text where the strategy chose on several. */
interface SeriesId {
  readonly strategy: string;
  /** `/on-austen`, or nothing. */
  readonly text: string;
}

/** Names series as the page does. */
export function createSeriesNamer(results: readonly SeriesFacts[]): (result: SeriesFacts) => SeriesId {
  const texts = Map.groupBy(results, ({ strategy }) => strategy);
  return ({ strategy, chosenOn }) => ({
    strategy: strategy.toLowerCase().replaceAll('_', '-'),
    text: new Set(texts.get(strategy)?.map((one) => one.chosenOn)).size > 1 ? `/on-${chosenOn}` : '',
  });
}
