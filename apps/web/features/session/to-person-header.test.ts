import { describe, expect, it } from '@jest/globals';
import { toPersonHeader } from './to-person-header.ts';

describe('toPersonHeader', () => {
  const wordsOf = (name: string, subject: string) => decodeURIComponent(toPersonHeader({ name, subject })['lamina-on-behalf-of'] ?? '');

  it('names the subject, and the name that people know it by', () => {
    expect(wordsOf('Ada Löwe', '248289761001')).toBe('Ada Löwe (248289761001)');
    expect(toPersonHeader({ name: 'Ada Löwe', subject: '1' })['lamina-on-behalf-of']).toMatch(/^[\x21-\x7e]+$/);
  });

  it('keeps an address to itself', () => {
    expect(wordsOf('ada@lab.test', '248289761001')).toBe('248289761001');
    expect(wordsOf('ada', 'ada')).toBe('ada');
  });
});
