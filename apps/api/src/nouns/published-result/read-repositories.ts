import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAliases } from '@lamina/database';
import { getEntry } from '@lamina/errors';
import { z } from 'zod';
import type { PublishedRemoval, PublishedResult } from './published-result.type.ts';

const FOLDER = join(import.meta.dirname, '../../../../../models/published/layers');
const LAYERS = z.array(z.number().int());

const DATASETS = z.object({ datasets: z.array(z.object({ id: z.string(), title: z.string(), url: z.string() })) });
const REMOVALS = z.array(
  z.object({
    source: z.string(),
    model: z.string(),
    hf_model_id: z.string(),
    block_count: z.number().int(),
    removed: z.object({ block: LAYERS, attention: LAYERS, mlp: LAYERS }),
    order: z.array(z.object({ unit: z.enum(['block', 'attention', 'mlp']), index: z.number().int() })).nullable(),
    method: z.string(),
    path: z.string(),
    flags: z.array(z.string()),
    notes: z.string(),
  }),
);
const CELLS = z.array(
  z.object({
    source: z.string(),
    table: z.string(),
    row: z.string(),
    model: z.string(),
    method: z.string(),
    treatment: z.string(),
    benchmark: z.string(),
    metric: z.enum(['accuracy-fraction', 'perplexity']),
    value: z.number(),
    note: z.string(),
  }),
);

/** Sets of removed layers from repositories and threads. */
export function readRepositoryRemovals(): readonly PublishedRemoval[] {
  const sources = readSources();
  const nameModel = readAliases(FOLDER);
  return REMOVALS.parse(readJson('removals.json')).map((row) => ({
    ...getEntry(sources, row.source),
    table: row.path,
    model: row.model,
    hubId: nameModel(row.hf_model_id),
    method: row.method,
    repair: null,
    blockCount: row.block_count,
    order: listLayers(row, 'block'),
    isOrdered: row.order !== null,
    removedAttention: listLayers(row, 'attention'),
    removedMlp: listLayers(row, 'mlp'),
    printedRatio: null,
    flags: row.flags,
    note: row.notes,
  }));
}

/** In the order of removal where it is known. */
function listLayers({ order, removed }: z.output<typeof REMOVALS>[number], unit: keyof typeof removed): readonly number[] {
  return order?.filter((one) => one.unit === unit).map(({ index }) => index) ?? removed[unit];
}

/** Cells of tables in repositories and threads. */
export function readRepositoryCells(): readonly Omit<PublishedResult, 'id' | 'key'>[] {
  const sources = readSources();
  return CELLS.parse(readJson('tables.json')).map(({ source, treatment, note, method, ...cell }) => ({
    ...getEntry(sources, source),
    ...cell,
    // Tables of several models repeat their rows.
    row: `${cell.model}: ${cell.row}`,
    column: `${cell.benchmark}, ${treatment}`,
    method: method === 'dense' ? method : `${method}, ${treatment}`,
    unit: null,
    repair: null,
    removedRatio: null,
    ratioKind: null,
    note: note || null,
  }));
}

function readSources(): ReadonlyMap<string, { readonly paper: string; readonly url: string }> {
  return new Map(DATASETS.parse(readJson('datasets.json')).datasets.map(({ id, title, url }) => [id, { paper: title, url }]));
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
}
