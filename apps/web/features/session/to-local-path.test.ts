import { describe, expect, it } from '@jest/globals';
import { toLocalPath } from './to-local-path.ts';

describe('toLocalPath', () => {
  it('keeps paths of this site with their query', () => {
    expect(toLocalPath('/submit?models=a,b#form')).toBe('/submit?models=a,b#form');
  });

  it.each(['//evil.test/x', '/\\evil.test', 'https://evil.test', 'javascript:alert(1)', '/\t/evil.test', '', undefined, null])(
    'does not lead to %p',
    (text) => {
      expect(toLocalPath(text)).toBe('/');
    },
  );
});
