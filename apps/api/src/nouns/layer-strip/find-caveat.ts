import type { LayerOperation } from '@lamina/metrics';
import { PUBLISHED_ROWS } from '../published-result/published-result.list.ts';
import type { PublishedResult } from '../published-result/published-result.type.ts';
import type { LayerCaveat } from './layer-strip.type.ts';

const TABLE = 'The Perplexity Trap';
const WHOLE = 'intact';

/** The cost of the cheapest removal of a model on a benchmark, where somebody measured both; null for other operations. */
export function findCaveat(operation: LayerOperation): LayerCaveat | null {
  if (operation !== 'removed') return null;
  const cells = PUBLISHED_ROWS.filter(({ paper }) => paper.startsWith(TABLE));
  const rowOf = ({ model, row }: PublishedResult): string => row.slice(`${model}: `.length);
  const read = (row: string, metric: string): number | undefined =>
    cells.find((cell) => rowOf(cell) === row && cell.metric === metric)?.value;
  const [cheapest] = cells
    .filter((cell) => cell.metric === 'perplexity' && rowOf(cell) !== WHOLE)
    .sort((one, other) => one.value - other.value);
  const [perplexity, accuracy] = [read(WHOLE, 'perplexity'), read(WHOLE, 'accuracy-fraction')];
  const pruned = cheapest && read(rowOf(cheapest), 'accuracy-fraction');
  if (cheapest === undefined || perplexity === undefined || accuracy === undefined || pruned === undefined) return null;
  const toCount = (share: number): string => (100 * share).toFixed(0);
  return {
    text: `Cheap is not harmless: ${cheapest.model} ${rowOf(cheapest)}, its cheapest, goes from perplexity ${perplexity.toFixed(1)} to ${cheapest.value.toFixed(1)}, but solves ${toCount(pruned)} instead of ${toCount(accuracy)} of 100 school mathematics questions.`,
    source: cheapest.paper,
    url: cheapest.url,
  };
}
