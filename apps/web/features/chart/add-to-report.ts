import type { RefObject } from 'react';
import type { ShownTable } from '../export/shown-table.ts';
import type { QuerySource } from '../query/query-source.ts';
import { readDraft, writeDraft } from '../report-draft/draft-store.ts';
import { addBlock, type DraftChart, findProblem } from '../report-draft/report-draft.ts';
import { composeSvg } from './compose-svg.ts';
import { inLightTheme } from './in-light-theme.ts';
import type { LegendEntry } from './legend.ts';

/** A chart of the page. */
export interface SeenChart {
  readonly table: ShownTable;
  readonly summary: string;
  readonly legend: readonly LegendEntry[];
  readonly canvas: RefObject<HTMLDivElement | null>;
  readonly query: QuerySource | undefined;
}

/** The API's limits; what is longer is cut, because the page itself has the rest. */
const MAX_TITLE = 200;
const MAX_CAPTION = 2000;
const MAX_PATH = 2000;

/** Adds the chart to the draft, and says how that ended; null while it is not drawn yet. */
export function addToReport(props: SeenChart): string | null {
  const chart = takeChart(props);
  if (chart === null) return null;
  const draft = readDraft();
  const problem = findProblem(draft, chart);
  if (problem !== null) return problem;
  return writeDraft(addBlock(draft, { chart })) ? 'Added' : 'This browser has no more room: save the draft first';
}

/** The chart as it is seen now; null while it is not drawn yet. */
function takeChart({ table, summary, legend, canvas, query }: SeenChart): DraftChart | null {
  const drawing = canvas.current?.querySelector(':scope > svg');
  if (!(drawing instanceof SVGSVGElement)) return null;
  const { pathname, search } = window.location;
  const title = nameWithPage(table.title);
  return {
    title,
    caption: summary.slice(0, MAX_CAPTION),
    columns: table.columns.map(({ id, title, numeric }) => ({ id, title, numeric })),
    rows: table.rows.map((row) => row.map(({ value }) => value)),
    // Everybody sees the same picture, on its own ground, whatever theme its reader has.
    picture: inLightTheme(() => composeSvg(drawing, { title, legend }).text),
    path: pathname.length + search.length > MAX_PATH ? pathname : pathname + search,
    takenAt: new Date().toISOString(),
    query: query ?? null,
  };
}

/** A chart is titled for its page; elsewhere it needs the name of the page too, which is that of the model on a model's page. */
function nameWithPage(title: string): string {
  const [page, site] = document.title.split(' · ');
  return (page && site ? `${title} · ${page}` : title).slice(0, MAX_TITLE);
}
