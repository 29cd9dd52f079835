import { describe, expect, it } from '@jest/globals';
import { sharePlaces } from './share-places.ts';

describe('sharePlaces', () => {
  it('takes all members where they fit, however uneven the groups are', () => {
    const groups = [['a1', 'a2', 'a3', 'a4', 'a5', 'a6'], ['b1', 'b2', 'b3'], ['c1']];
    expect(sharePlaces(groups, [], 10)).toEqual(groups);
  });

  it('gives every group its turn where they do not fit', () => {
    expect(sharePlaces([['a1', 'a2', 'a3'], ['b1', 'b2', 'b3'], ['c1']], ['x'], 6)).toEqual([['a1', 'a2'], ['b1', 'b2'], ['c1']]);
  });

  it('counts a model once that stands beside its own family', () => {
    expect(sharePlaces([['a1', 'a2', 'a3']], ['a3'], 3)).toEqual([['a1', 'a2', 'a3']]);
  });
});
