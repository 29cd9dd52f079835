import { describe, expect, it } from '@jest/globals';
import { addBlock, EMPTY_DRAFT } from '../report-draft/report-draft.ts';
import { toReportInput } from './to-report-input.ts';

describe('toReportInput', () => {
  it('writes numbers and variables as JSON, keeps the order, and leaves empty texts out', () => {
    const chart = {
      title: 'Influence',
      caption: 'Layer 0 matters most.',
      columns: [{ id: 'layer', title: 'Layer', numeric: true }],
      rows: [[0], [null]],
      picture: '<svg/>',
      path: '/models/small',
      takenAt: '2026-11-28T07:00:00.000Z',
      query: { document: '{ models { totalCount } }', variables: { slug: 'small' } },
    };
    const { columns, rows, query, ...facts } = chart;
    const draft = [{ markdown: ' \n' }, { chart }, { markdown: '    code' }, { chart: { ...chart, query: null } }].reduce(addBlock, {
      ...EMPTY_DRAFT,
      title: ' Mine ',
    });
    const table = '{"columns":[{"id":"layer","title":"Layer","numeric":true}],"rows":[[0],[null]]}';
    expect(toReportInput(draft)).toEqual({
      title: 'Mine',
      blocks: [
        { chart: { ...facts, table, query: query.document, variables: '{"slug":"small"}' } },
        { markdown: '    code' },
        { chart: { ...facts, table, query: null, variables: null } },
      ],
    });
    expect(JSON.parse(table)).toEqual({ columns, rows });
  });
});
