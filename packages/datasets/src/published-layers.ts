import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@lamina/errors';
import { chooseRounding, DIVERGENCE, type ModelShape, type PublishedProfile, ROUNDING_SOURCE, valuesByBlock } from '@lamina/metrics';
import { z } from 'zod';
import { parseCsvRows } from './parse-csv-rows.ts';

const MODEL = z.object({
  source: z.string(),
  model: z.string(),
  hf_model_id: z.string().nullable(),
  maker: z.string().nullable(),
  generation: z.string().nullable(),
  version: z.number().nullable(),
  architecture: z.string().nullable(),
  blocks: z.number(),
  hidden_size: z.number().nullable(),
  feed_forward_kind: z.enum(['dense', 'moe']).nullable(),
});
const SCORE = z.object({
  unit: z.string(),
  block_index: z.number().nullable(),
  operation: z.string(),
  value: z.number().nullable(),
  unit_of_value: z.string(),
});

/** A model whose blocks other people rounded, with its name on the hub. */
export interface PublishedModel extends ModelShape {
  /** `org/name`; null where the source does not say. */
  readonly hubId: string | null;
  /** Null: only perplexities are published. */
  readonly profile: PublishedProfile | null;
}

/**
 * Models whose blocks the GGUF Tool Suite rounded one by one, with the divergences that it published.
 * @param folder of the published data, which holds `models.csv` and `scores`
 * @throws AppError BAD_USER_INPUT for a file of another form
 */
export function readPublishedLayers(folder: string): readonly PublishedModel[] {
  return readTable(folder, 'models.csv', MODEL)
    .filter(({ source }) => source === ROUNDING_SOURCE)
    .map(({ model: name, hf_model_id: hubId, hidden_size: hiddenSize, feed_forward_kind: feedForwardKind, architecture, ...facts }) => {
      if (architecture === null || feedForwardKind === null)
        throw new AppError('BAD_USER_INPUT', `${join(folder, 'models.csv')} has no architecture or feed_forward_kind of ${name}; add them`);
      const { maker, generation, version, blocks } = facts;
      const shape = { name, maker, generation, version, architecture, feedForwardKind, blocks, hiddenSize };
      const divergences = readDivergences(folder, name, blocks);
      return { ...shape, hubId, profile: divergences && { ...shape, divergences } };
    });
}

function readDivergences(folder: string, name: string, blocks: number): readonly (number | null)[] | null {
  const rows = readTable(folder, join('scores', ROUNDING_SOURCE, `${name}.csv`), SCORE)
    .map(({ unit_of_value: unitOfValue, ...row }) => ({ ...row, unitOfValue }))
    .filter(({ unit, unitOfValue }) => unit === 'block' && unitOfValue === DIVERGENCE);
  const chosen = chooseRounding(rows);
  if (chosen === null) return null;
  const values = rows.filter(({ operation }) => operation === chosen.operation);
  return valuesByBlock(
    values.map(({ block_index: block, value }) => [block, value]),
    blocks,
  );
}

function readTable<Schema extends z.ZodType>(folder: string, file: string, schema: Schema): readonly z.output<Schema>[] {
  const path = join(folder, file);
  const parsed = z.array(schema).safeParse(parseCsvRows(readFileSync(path, 'utf8'), path));
  if (parsed.success) return parsed.data;
  throw new AppError('BAD_USER_INPUT', `${path} is not a table of published layers: ${z.prettifyError(parsed.error).slice(0, 300)}`);
}
