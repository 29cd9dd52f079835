import { describe, expect, it } from '@jest/globals';
import {
  addBlock,
  changeText,
  type DraftChart,
  EMPTY_DRAFT,
  findProblem,
  moveBlock,
  parseDraft,
  type ReportDraft,
  removeBlock,
} from './report-draft.ts';

const CHART: DraftChart = {
  title: 'Influence',
  caption: 'Layer 0 matters most.',
  columns: [{ id: 'layer', title: 'Layer', numeric: true }],
  rows: [[0], [null]],
  picture: '<svg/>',
  path: '/models/small',
  takenAt: '2026-11-28T07:00:00.000Z',
  query: null,
};
const DRAFT = ['a', 'b', 'c'].reduce<ReportDraft>((draft, markdown) => addBlock(draft, { markdown }), EMPTY_DRAFT);
const textsOf = ({ blocks }: ReportDraft) => blocks.map((block) => ('markdown' in block ? block.markdown : 'chart'));

describe('a draft of a report', () => {
  it('keeps blocks in order, and gives each an id that no other has, also after one is removed', () => {
    const draft = addBlock(removeBlock(DRAFT, 2), { chart: CHART });
    expect(textsOf(draft)).toEqual(['a', 'c', 'chart']);
    expect(draft.blocks.map(({ id }) => id)).toEqual([1, 3, 4]);
  });

  it('moves a block one place, and leaves the first and the last where they are', () => {
    expect(textsOf(moveBlock(DRAFT, 2, -1))).toEqual(['b', 'a', 'c']);
    expect(textsOf(moveBlock(DRAFT, 2, 1))).toEqual(['a', 'c', 'b']);
    expect(moveBlock(DRAFT, 1, -1)).toBe(DRAFT);
    expect(moveBlock(DRAFT, 3, 1)).toBe(DRAFT);
    expect(moveBlock(DRAFT, 9, 1)).toBe(DRAFT);
  });

  it('changes one text', () => {
    expect(textsOf(changeText(DRAFT, 2, '# B'))).toEqual(['a', '# B', 'c']);
  });

  it('takes no chart beyond the limits of the API, and says what to do', () => {
    const full = Array.from({ length: 39 }).reduce<ReportDraft>((draft) => addBlock(draft, { markdown: 'x' }), EMPTY_DRAFT);
    expect(findProblem(full, CHART)).toBeNull();
    expect(findProblem(addBlock(full, { markdown: 'x' }), CHART)).toBe('The draft has 40 blocks, the most: save it first');
    expect(findProblem(EMPTY_DRAFT, { ...CHART, rows: Array(2001).fill([0]) })).toBe('2001 rows; the limit is 2000: filter first');
    expect(findProblem(EMPTY_DRAFT, { ...CHART, columns: Array(31).fill(CHART.columns[0]) })).toBe('31 columns; the limit is 30');
    expect(findProblem(EMPTY_DRAFT, { ...CHART, picture: 'x'.repeat(400_001) })).toMatch(/^Too many marks/);
  });

  it('is read from what was stored, and is empty for anything else', () => {
    expect(parseDraft(JSON.stringify(DRAFT))).toEqual(DRAFT);
    for (const text of [null, '', 'no JSON', '[]', 'null', '{"title":"x"}', '{"title":"x","blocks":1}'])
      expect([text, parseDraft(text)]).toEqual([text, EMPTY_DRAFT]);
  });
});
