import type { SaveReportInput } from '../../generated/graphql.ts';
import type { DraftChart, ReportDraft } from '../report-draft/report-draft.ts';

/** A draft as the API saves it. Texts without a word are left out. */
export function toReportInput({ title, blocks }: ReportDraft): SaveReportInput {
  return {
    title: title.trim(),
    blocks: blocks.flatMap((block): SaveReportInput['blocks'] => {
      if ('chart' in block) return [{ chart: toChartInput(block.chart) }];
      return block.markdown.trim() === '' ? [] : [{ markdown: block.markdown }];
    }),
  };
}

function toChartInput({ columns, rows, query, ...facts }: DraftChart) {
  return {
    ...facts,
    table: JSON.stringify({ columns, rows }),
    query: query?.document ?? null,
    variables: query ? JSON.stringify(query.variables) : null,
  };
}
