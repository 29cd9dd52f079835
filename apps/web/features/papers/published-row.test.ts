import { describe, expect, it } from '@jest/globals';
import { chooseTable } from './choose-table.ts';
import { describeTreatment, describeUnit } from './describe-treatment.ts';
import { getPaperName, getTableName } from './paper-name.ts';
import { gatherRows, type PublishedCell } from './published-row.ts';

const cell = (values: Partial<PublishedCell>): PublishedCell => ({
  id: 'id',
  paper: 'LinearPatch: A Simple Linear Patch',
  url: 'https://arxiv.org/abs/2505.24680',
  table: 'perplexity',
  row: 'Llama-3-8B ShortGPT 7/32',
  column: 'mean',
  model: 'Llama-3-8B',
  method: 'ShortGPT',
  unit: 'BLOCK',
  repair: null,
  benchmark: 'average',
  metric: 'PERPLEXITY',
  value: 58.43,
  removedRatio: 7 / 32,
  ratioKind: 'BLOCKS',
  note: null,
  verification: null,
  ...values,
});

describe('rows of papers', () => {
  it('keep removal only and repaired rows apart, each with its unit and repair', () => {
    const patched = { row: 'Llama-3-8B ShortGPT + LinearPatch 7/32', method: 'ShortGPT + LinearPatch', repair: 'LinearPatch' };
    const rows = gatherRows([cell({}), cell({ ...patched, value: 28.42 }), cell({ ...patched, column: 'C4', value: 28.38 })]);
    expect(rows.map((row) => [row.method, describeUnit(row), describeTreatment(row), row.cells.size])).toEqual([
      ['ShortGPT', 'Block', 'Removal only', 1],
      ['ShortGPT + LinearPatch', 'Block', 'Repaired: LinearPatch', 2],
    ]);
  });

  it('keep equal rows of equal tables of two papers apart', () => {
    expect(gatherRows([cell({}), cell({ paper: 'Prune&Comp: Free Lunch' })])).toHaveLength(2);
  });

  it('show a failed check and every note once', () => {
    const check = { check: 'mean', printed: 2, computed: 1, agrees: false };
    const cells = [cell({ verification: { ...check, agrees: true }, note: 'a' }), cell({ column: 'C4', verification: check, note: 'a' })];
    expect(gatherRows(cells)).toMatchObject([{ check: { agrees: false }, notes: ['a'] }]);
  });

  it('have no treatment if no whole unit is removed', () => {
    const [dense] = gatherRows([cell({ method: 'dense', unit: null })]);
    expect(dense && [describeUnit(dense), describeTreatment(dense)]).toEqual([null, null]);
    expect(describeUnit({ unit: 'ATTENTION' })).toBe('Attention');
    expect(describeUnit({ unit: 'MLP' })).toBe('MLP');
  });

  it('are chosen by paper and table, so that tables of one name in two papers never mix', () => {
    const other = { paper: 'ShortGPT: Layers', row: 'Llama-2-7B dense' };
    const all = gatherRows([
      cell({}),
      cell({ ...other, table: '10' }),
      cell({ ...other, table: '2' }),
      cell({ ...other, table: 'perplexity' }),
    ]);
    const chosen = chooseTable(all, { paper: 'LinearPatch', table: 'perplexity' });
    expect(chosen).toMatchObject({ papers: ['LinearPatch', 'ShortGPT'], tables: ['perplexity'], rows: [{ model: 'Llama-3-8B' }] });
    expect(chosen.rows).toHaveLength(1);
    expect(chooseTable(all, { paper: 'ShortGPT', table: '2' }).tables).toEqual(['2', '10', 'perplexity']);
    expect(chooseTable(all, { paper: 'none', table: '2' })).toMatchObject({ paper: 'LinearPatch', table: 'perplexity' });
    expect(chooseTable([], { paper: 'ShortGPT', table: '2' })).toEqual({ papers: [], paper: '', tables: [], table: '', rows: [] });
  });

  it('name papers and tables in short', () => {
    expect(getPaperName('LinearPatch: A Simple Linear Patch')).toBe('LinearPatch');
    expect(getPaperName('Untitled')).toBe('Untitled');
    expect([getTableName('2'), getTableName('ablation')]).toEqual(['table 2', 'ablation']);
  });
});
