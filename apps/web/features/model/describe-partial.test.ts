import { describe, expect, it } from '@jest/globals';
import { describePartial } from './describe-partial.ts';

describe('describePartial', () => {
  const measured = { value: 0.9, standardError: null };
  const prunings = [
    { retention: { facts: measured, words: measured }, perplexity: measured },
    { retention: { facts: measured }, perplexity: null },
    { retention: {}, perplexity: measured },
    // Not evaluated yet.
    { retention: {}, perplexity: null },
  ];
  const overview = { prunings, benchmarks: ['facts', 'words'], leftOut: [], units: 'mlp' } as unknown as Parameters<
    typeof describePartial
  >[0];

  it('counts the evaluated removals that lack a benchmark, and names the benchmarks', () => {
    expect(describePartial(overview, 'average')).toBe(
      '2 of 3 removals of MLPs are not shown, because they were not measured on facts, words. Choose a benchmark above to see them.',
    );
    expect(describePartial(overview, 'facts')).toBe('1 of 3 removals of MLPs are not shown, because they were not measured on facts.');
    expect(describePartial({ ...overview, leftOut: ['words'] }, 'average')).toBe(
      '1 of 3 removals of MLPs are not shown, because they were not measured on facts. Choose a benchmark above to see them.',
    );
  });

  it('says nothing where every removal is shown', () => {
    expect(describePartial({ ...overview, prunings: prunings.slice(0, 1) as never }, 'average')).toBeNull();
  });
});
