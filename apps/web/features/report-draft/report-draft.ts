import type { CellValue } from '../export/shown-table.ts';
import type { QuerySource } from '../query/query-source.ts';

/** A chart as it was seen when it was added. */
export interface DraftChart {
  readonly title: string;
  /** What the chart shows, in one sentence. */
  readonly caption: string;
  readonly columns: readonly { readonly id: string; readonly title: string; readonly numeric: boolean }[];
  readonly rows: readonly (readonly CellValue[])[];
  /** SVG without a style sheet. */
  readonly picture: string;
  /** Path of the page where it was added, with its query. */
  readonly path: string;
  /** ISO 8601. */
  readonly takenAt: string;
  readonly query: QuerySource | null;
}

/** A text or a chart of a draft; the id stays the same while blocks move. */
export type DraftBlock = { readonly id: number } & ({ readonly markdown: string } | { readonly chart: DraftChart });

/** A report that is not saved yet. */
export interface ReportDraft {
  readonly title: string;
  readonly blocks: readonly DraftBlock[];
}

export const EMPTY_DRAFT: ReportDraft = { title: '', blocks: [] };

/** The limits of the API that a reader meets before saving. */
const MAX_BLOCKS = 40;
const MAX_ROWS = 2000;
const MAX_COLUMNS = 30;
const MAX_PICTURE_CHARACTERS = 400_000;

/** The draft with a text or a chart at its end. */
export function addBlock(draft: ReportDraft, content: { readonly markdown: string } | { readonly chart: DraftChart }): ReportDraft {
  const id = 1 + Math.max(0, ...draft.blocks.map((block) => block.id));
  return { ...draft, blocks: [...draft.blocks, { id, ...content }] };
}

/** The draft with one text changed. */
export function changeText(draft: ReportDraft, id: number, markdown: string): ReportDraft {
  return { ...draft, blocks: draft.blocks.map((block) => (block.id === id ? { id, markdown } : block)) };
}

/** The draft with one block a place up (−1) or down (1); unchanged at the ends. */
export function moveBlock(draft: ReportDraft, id: number, step: -1 | 1): ReportDraft {
  const from = draft.blocks.findIndex((block) => block.id === id);
  const other = draft.blocks[from + step];
  const moved = draft.blocks[from];
  if (!moved || !other) return draft;
  return { ...draft, blocks: draft.blocks.map((block) => (block === moved ? other : block === other ? moved : block)) };
}

/** The draft without one block. */
export function removeBlock(draft: ReportDraft, id: number): ReportDraft {
  return { ...draft, blocks: draft.blocks.filter((block) => block.id !== id) };
}

/** Why a chart cannot be added, and what to do; null if it can. */
export function findProblem({ blocks }: ReportDraft, { columns, rows, picture }: DraftChart): string | null {
  if (blocks.length >= MAX_BLOCKS) return `The draft has ${MAX_BLOCKS} blocks, the most: save it first`;
  if (rows.length > MAX_ROWS) return `${rows.length} rows; the limit is ${MAX_ROWS}: filter first`;
  if (columns.length > MAX_COLUMNS) return `${columns.length} columns; the limit is ${MAX_COLUMNS}`;
  if (picture.length > MAX_PICTURE_CHARACTERS) return 'Too many marks for a picture: show less first';
  return null;
}

/** The draft in a stored text; the empty draft if there is none or the text is of another version. */
export function parseDraft(text: string | null): ReportDraft {
  if (text === null) return EMPTY_DRAFT;
  try {
    const parsed: unknown = JSON.parse(text);
    return isDraft(parsed) ? parsed : EMPTY_DRAFT;
  } catch {
    // Somebody else wrote it.
    return EMPTY_DRAFT;
  }
}

/** This program wrote the blocks, so their content is not checked here; the API checks it. */
function isDraft(value: unknown): value is ReportDraft {
  return typeof value === 'object' && value !== null && 'title' in value && 'blocks' in value && Array.isArray(value.blocks);
}
