import { describe, expect, it } from '@jest/globals';
import { describeCertificate } from './write-reproduction.ts';

describe('describeCertificate', () => {
  it('says by how much the logits of a written model differ, over how many tokens', () => {
    const certificate = { maxLogitDifference: 0.0000123, limit: 0.001, tokens: 16, passed: true };
    expect(describeCertificate(certificate)).toBe('Loads: largest logit difference 1.2e−5 over 16 tokens');
  });

  it('says of a failure which difference would be rounding', () => {
    const certificate = { maxLogitDifference: 0.25, limit: 0.001, tokens: 16, passed: false };
    expect(describeCertificate(certificate)).toBe('Failed: largest logit difference 0.25 over 16 tokens, more than 0.0010');
  });
});
