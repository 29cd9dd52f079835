import { describe, expect, it } from '@jest/globals';
import type { FamilyModelFragment, FamilyRetentionFragment } from '../../generated/graphql.ts';
import { joinRetention } from './join-retention.ts';

const modelOf = (slug: string): FamilyModelFragment => ({
  ...{ slug, name: slug, blockCount: 8, parameterCount: 1000, hiddenSize: 16 },
  ...{ normPlacement: 'PRE', precision: 'float32', licence: null },
});
const rowOf = (slug: string, averageRetention: number): FamilyRetentionFragment => ({
  ...{ averageRetention, averageRetentionStandardError: 0.01, perplexityRatio: null },
  recording: null,
  pruning: { removedCount: 2 },
  model: { slug },
});

describe('the models of a family', () => {
  it('keep their order and have their own row of the leaderboard, whatever its order', () => {
    const members = joinRetention([modelOf('small'), modelOf('new'), modelOf('large')], [rowOf('large', 0.9), rowOf('small', 0.8)]);
    expect(members.map(({ model, row }) => [model.slug, row?.averageRetention ?? null])).toEqual([
      ['small', 0.8],
      ['new', null],
      ['large', 0.9],
    ]);
  });
});
