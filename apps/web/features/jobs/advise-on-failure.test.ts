import { describe, expect, it } from '@jest/globals';
import { adviseOnFailure } from './advise-on-failure.ts';

describe('adviseOnFailure', () => {
  it('has words for a known code, and for one it does not know', () => {
    expect(adviseOnFailure('TOKENIZER_MISSING')).toContain('tokenizer.json');
    expect(adviseOnFailure('SOMETHING_NEW')).toContain('Retry');
    expect(adviseOnFailure('toString')).toContain('Retry');
  });
});
