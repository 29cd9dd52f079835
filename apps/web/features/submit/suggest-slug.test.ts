import { describe, expect, it } from '@jest/globals';
import { suggestSlug } from './suggest-slug.ts';

describe('suggestSlug', () => {
  it('takes the last part of a reference in lower case, with its variant and revision', () => {
    expect(suggestSlug('HuggingFaceTB/SmolLM2-135M')).toBe('smollm2-135m');
    expect(suggestSlug('org/Model@main:fp16')).toBe('model-main-fp16');
    expect(suggestSlug('my models/Old One/')).toBe('old-one');
    expect(suggestSlug('')).toBe('');
  });
});
