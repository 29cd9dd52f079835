import type { Column } from '../table/column.ts';

interface Chosen {
  readonly chosenOn: string | null;
}

/** The column of the calibration text whose scores chose the units, shown where the rows have several. @param chosen all rows */
export function toChosenOnColumn<Row extends Chosen>(chosen: readonly Chosen[]): Column<Row> {
  const texts = new Set(chosen.map(({ chosenOn }) => chosenOn).filter((text) => text !== null));
  return {
    id: 'chosen_on',
    title: 'Chosen on',
    definition: 'The calibration text whose scores chose the units. Strategies that read no scores have none.',
    hidden: texts.size < 2,
    width: 150,
    value: ({ chosenOn }) => chosenOn,
  };
}
