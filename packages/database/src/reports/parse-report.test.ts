import { describe, expect, it } from '@jest/globals';
import { parseReport, REPORT_LIMITS } from './parse-report.ts';

const TABLE = {
  columns: [
    { id: 'layer', title: 'Layer', numeric: true },
    { id: 'note', title: 'Note', numeric: false },
  ],
  rows: [
    [0, 'first'],
    [1, null],
  ],
};
const CHART = {
  title: 'Influence',
  caption: 'Layer 0 matters most.',
  table: JSON.stringify(TABLE),
  picture: '<svg xmlns="http://www.w3.org/2000/svg"/>',
  path: '/models/small?metric=block-influence#influence',
  takenAt: new Date('2026-11-28T07:00:00Z'),
};

const chartWith = (changes: object) => ({ title: 'T', blocks: [{ chart: { ...CHART, ...changes } }] });
const tableWith = (changes: object) => chartWith({ table: JSON.stringify({ ...TABLE, ...changes }) });
const textWith = (markdown: string) => ({ title: 'T', blocks: [{ markdown }] });

function problemOf(input: object): string {
  try {
    parseReport(input);
  } catch (error) {
    return String(error);
  }
  return 'accepted';
}

describe('parseReport', () => {
  it('reads texts and charts in order, and the numbers and variables from JSON', () => {
    const query = { query: '{ models { totalCount } }', variables: '{"slug":"small"}' };
    const { title, blocks } = parseReport({ title: ' T ', blocks: [{ markdown: '    code' }, { chart: { ...CHART, ...query } }] });
    const { table: _, ...facts } = CHART;
    expect(title).toBe('T');
    expect(blocks).toEqual([
      { markdown: '    code', chart: null },
      {
        markdown: null,
        chart: { ...facts, ...TABLE, takenAt: '2026-11-28T07:00:00.000Z', query: query.query, variables: { slug: 'small' } },
      },
    ]);
  });

  it('accepts everything at its limit', () => {
    const { blocks, markdownCharacters, titleCharacters, pictureCharacters, columns, rows } = REPORT_LIMITS;
    expect(problemOf({ title: 'x'.repeat(titleCharacters), blocks: Array(blocks).fill({ markdown: 'x' }) })).toBe('accepted');
    expect(problemOf(textWith('x'.repeat(markdownCharacters)))).toBe('accepted');
    expect(problemOf(chartWith({ picture: `<svg${'x'.repeat(pictureCharacters - 4)}` }))).toBe('accepted');
    const wide = Array.from({ length: columns }, (_, index) => ({ id: `c${index}`, title: 'c', numeric: true }));
    expect(problemOf(tableWith({ columns: wide, rows: Array(rows).fill(Array(columns).fill(0.5)) }))).toBe('accepted');
  });

  it.each<[string, object, string]>([
    ['no title', { title: ' ', blocks: [{ markdown: 'x' }] }, 'title holds 0 characters; it must hold 1 to 200'],
    ['a long title', { title: 'x'.repeat(201), blocks: [{ markdown: 'x' }] }, 'title holds 201 characters; it must hold 1 to 200'],
    ['no block', { title: 'T', blocks: [] }, 'blocks holds 0 entries; it must hold 1 to 40'],
    ['41 blocks', { title: 'T', blocks: Array(41).fill({ markdown: 'x' }) }, 'blocks holds 41 entries; it must hold 1 to 40'],
    ['an empty block', { title: 'T', blocks: [{}] }, 'blocks.0 must hold either markdown or a chart'],
    ['a block with both', { title: 'T', blocks: [{ markdown: 'x', chart: CHART }] }, 'blocks.0 must hold either markdown or a chart'],
    ['a long text', textWith('x'.repeat(20_001)), 'blocks.0.markdown holds 20001 characters; it must hold 1 to 20000'],
    ['NUL', textWith('a\0b'), 'blocks.0.markdown holds a character that cannot be stored'],
    ['half of a surrogate pair', textWith('a\ud800b'), 'blocks.0.markdown holds a character that cannot be stored'],
    ['a long caption', chartWith({ caption: 'x'.repeat(2001) }), 'blocks.0.chart.caption holds 2001 characters'],
    ['a large picture', chartWith({ picture: `<svg${'x'.repeat(400_000)}` }), 'blocks.0.chart.picture holds 400004 characters'],
    ['a picture that is not SVG', chartWith({ picture: '<html></html>' }), 'blocks.0.chart.picture does not begin with "<svg"'],
    ['a table that is not JSON', chartWith({ table: 'layer,mean' }), 'blocks.0.chart.table is not JSON'],
    ['a table of another form', chartWith({ table: '[]' }), 'blocks.0.chart.table is not an object with columns and rows'],
    [
      '31 columns',
      tableWith({ columns: Array(31).fill(TABLE.columns[0]), rows: [] }),
      'table.columns holds 31 entries; it must hold 1 to 30',
    ],
    ['2001 rows', tableWith({ rows: Array(2001).fill([0, null]) }), 'table.rows holds 2001 entries; it must hold 0 to 2000'],
    ['a short row', tableWith({ rows: [[0]] }), 'blocks.0.chart.table has a row with more or fewer cells than columns'],
    ['a cell that is a list', tableWith({ rows: [[0, []]] }), 'table.rows.0.1 is neither a number nor null nor a text'],
    ['a number beyond floats', chartWith({ table: '{"columns":[{"id":"a","title":"a","numeric":true}],"rows":[[1e999]]}' }), 'rows.0.0'],
    ['variables that are no object', chartWith({ variables: '[1]' }), 'blocks.0.chart.variables is not a JSON object'],
    ['a long operation', chartWith({ query: 'x'.repeat(20_001) }), 'blocks.0.chart.query holds 20001 characters'],
  ])('refuses %s, and names value, limit and place', (_, input, problem) => {
    expect(problemOf(input)).toContain(problem);
  });

  it.each(['', 'models/small', 'https://evil.test/', '//evil.test/', '/\\evil.test/', '/\t/evil.test/', 'javascript:alert(1)'])(
    'refuses the path "%s", which leads to another site or to none',
    (path) => {
      expect(problemOf(chartWith({ path }))).toContain('blocks.0.chart.path');
    },
  );

  it('refuses more than 4 MB in all, although each picture is within its limit', () => {
    const chart = { ...CHART, picture: `<svg${'x'.repeat(399_000)}` };
    expect(problemOf({ title: 'T', blocks: Array(10).fill({ chart }) })).toBe('accepted');
    expect(problemOf({ title: 'T', blocks: Array(11).fill({ chart }) })).toMatch(/blocks hold 43\d{5} bytes; the limit is 4000000/);
  });
});
