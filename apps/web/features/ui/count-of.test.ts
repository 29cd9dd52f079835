import { describe, expect, it } from '@jest/globals';
import { countOf } from './format.ts';

describe('countOf', () => {
  it('one is not many, and none is', () => {
    expect([countOf(1, 'model'), countOf(0, 'model'), countOf(1200, 'model', '1,200')]).toEqual(['1 model', '0 models', '1,200 models']);
  });
});
