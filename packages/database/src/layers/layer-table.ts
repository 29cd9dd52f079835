import type { LayerRow } from '@lamina/metrics';
import type { TableColumn, TableRow } from '../rows/table-column.ts';

type About = Omit<TableColumn, 'name'>;

const text = (description: string): About => ({ type: 'text', description, unit: null });
const count = (description: string, unit: string): About => ({ type: 'integer', description, unit });
const number = (description: string, unit: string): About => ({ type: 'float', description, unit });
const flag = (description: string): About => ({ type: 'boolean', description, unit: null });

const ABOUT: Readonly<Record<keyof LayerRow, About>> = {
  model: text('Short name of the model.'),
  name: text('Display name of the model.'),
  hubId: text('Name on the hub, as org/name; empty if no source says it.'),
  maker: text('Who made the model.'),
  generation: text('Family: models that share a recipe.'),
  parameters: number('Number of parameters of the model.', 'parameters'),
  kind: text("'dense' or 'mixture' (of experts)."),
  blocks: count('Number of blocks of the model.', 'blocks'),
  block: count('The block, in order from the first, which is 0.', 'index'),
  relativeDepth: number('(block + ½) ÷ blocks: 0 = input, 1 = output.', 'share of the depth'),
  blockKind: text('Kind of attention and of feed-forward of the block.'),
  operation: text(
    "The operation on one block at a time: 'removed', 'rounded-kl', 'rounded-perplexity' or 'influence'. Never average over it.",
  ),
  method: text("Exactly what was done, as 'remove' or 'round:iq1_kt'."),
  metric: text('The measured quantity, in words.'),
  unitOfValue: text('Unit of value and noise. Values of two models, metrics or texts do not compare.'),
  value: number('The measured value.', 'unit_of_value'),
  noise: number('The value of a block that does nothing; ranks compare what is above it.', 'unit_of_value'),
  rank: number('Rank within the profile: 1 = matters least; ties share the mean of their ranks.', 'rank'),
  ranked: count('Blocks of the profile that have a rank.', 'blocks'),
  shown: flag('Whether the profile stands for its model and operation: filter by it to have each model once per origin.'),
  counted: flag('Whether statements about many models count the profile.'),
  reason: text('Why they do not.'),
  text: text('The text that was read.'),
  origin: text("Who measured it: 'measured' here, 'published' by others, or 'contributed' by a person who shared it."),
  source: text('Title of the source; empty where it was measured here.'),
  sourceUrl: text('Address of the source.'),
  licence: text('Licence of the value: of its source, or of the release that published what was measured here; empty if none states it.'),
  credit: text('The line to show wherever the value is.'),
};

const FIELDS = Object.keys(ABOUT) as readonly (keyof LayerRow)[];

/** Columns of the long table of layers in files: the fields of LayerRow, in snake case as every column of a file. */
export const LAYER_COLUMNS: readonly TableColumn[] = FIELDS.map((field) => ({ name: toColumnName(field), ...ABOUT[field] }));

/** A row of the long table by column. */
export function toTableRow(row: LayerRow): TableRow {
  return Object.fromEntries(FIELDS.map((field) => [toColumnName(field), row[field]]));
}

function toColumnName(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
