import type { Column } from '../table/column.ts';

/** The column of the calibration text whose scores chose the units. */
export const CHOSEN_ON: Column<{ readonly chosenOn: string | null }> = {
  id: 'chosen_on',
  title: 'Chosen on',
  definition: 'The calibration text whose scores chose the units. Strategies that read no scores have none.',
  width: 120,
  value: ({ chosenOn }) => chosenOn,
};
