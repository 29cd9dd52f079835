import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getEntry } from '@lamina/errors';
import { parse } from 'csv-parse/sync';
import type { PublishedRemoval, PublishedResult } from './published-result.type.ts';

/** Title, with the version if it is known, and address of each paper. */
const PAPERS: ReadonlyMap<string, { readonly paper: string; readonly url: string }> = new Map(
  (
    [
      ['ShortGPT', 'Layers in Large Language Models are More Redundant Than You Expect (v3)', '2403.03853v3'],
      ['LLM-Drop', 'What Matters in Transformers? Not All Attention is Needed', '2406.15786'],
      ['ReplaceMe', 'Network Simplification via Depth Pruning and Transformer Block Linearization', '2505.02819'],
      ['LinearPatch', 'A Simple Linear Patch Revives Layer-Pruned Large Language Models', '2505.24680'],
      ['Prune&Comp', 'Free Lunch for Layer-Pruned LLMs via Iterative Pruning with Magnitude Compensation', '2507.18212'],
      ['Ghosted Layers', 'Unconstrained Activation Alignment for Recovering Layer-Pruned LLMs (v2)', '2605.15491v2'],
    ] as const
  ).map(([name, title, number]) => [name, { paper: `${name}: ${title}`, url: `https://arxiv.org/abs/${number}` }]),
);

type Line = Readonly<Record<string, string>>;
type Row = Omit<PublishedResult, 'id' | 'key'>;

/** Numbers from papers, one per table cell, for comparison with measured numbers. Repaired rows are not comparable with rows of removal only. */
export const PUBLISHED_RESULTS: readonly Row[] = readLines('published-results.csv').map((line) => ({
  ...getEntry(PAPERS, text(line, 'paper')),
  table: text(line, 'table'),
  row: text(line, 'row'),
  column: text(line, 'column'),
  model: text(line, 'model'),
  method: text(line, 'method'),
  unit: textOrNull(line, 'unit') as Row['unit'],
  repair: textOrNull(line, 'repair'),
  benchmark: text(line, 'benchmark'),
  metric: text(line, 'metric') as Row['metric'],
  value: Number(text(line, 'value')),
  removedRatio: readRatio(line),
  ratioKind: textOrNull(line, 'ratioKind') as Row['ratioKind'],
  note: textOrNull(line, 'note'),
}));

/** Lists of removed blocks from papers. */
export const PUBLISHED_REMOVALS: readonly PublishedRemoval[] = readLines('published-removals.csv').map((line) => ({
  ...getEntry(PAPERS, text(line, 'paper')),
  table: text(line, 'table'),
  model: text(line, 'model'),
  method: textOrNull(line, 'method'),
  repair: textOrNull(line, 'repair'),
  blockCount: Number(text(line, 'blocks')),
  order: text(line, 'order').split(' ').map(Number),
  hubId: null,
  removedAttention: [],
  removedMlp: [],
  flags: [],
  isOrdered: text(line, 'isOrdered') === 'yes',
  printedRatio: readRatio(line),
  note: text(line, 'note'),
}));

function readLines(file: string): readonly Line[] {
  return parse(readFileSync(join(import.meta.dirname, file)), { columns: true, relax_column_count: false });
}

function text(line: Line, column: string): string {
  const found = line[column];
  if (found === undefined) throw new Error(`the table of published numbers has no column ${column}`);
  return found;
}

function textOrNull(line: Line, column: string): string | null {
  return text(line, column) || null;
}

/** `0.27`, or counts of blocks as printed: `7/32`. */
function readRatio(line: Line): number | null {
  const written = textOrNull(line, 'removed');
  if (written === null) return null;
  const [removed = Number.NaN, blocks = 1] = written.split('/').map(Number);
  return removed / blocks;
}
