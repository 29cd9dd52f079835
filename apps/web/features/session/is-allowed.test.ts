import { describe, expect, it } from '@jest/globals';
import { isAllowed } from './is-allowed.ts';

const person = (email: string, verified: boolean = true) => ({ sub: 'u-7', email, email_verified: verified });

describe('isAllowed', () => {
  it('knows people by subject, verified address and domain', () => {
    expect(isAllowed(person('eve@else.test'), ['u-7'])).toBe(true);
    expect(isAllowed(person('Ada@Lab.test'), ['ada@lab.test'])).toBe(true);
    expect(isAllowed(person('ada@lab.test'), ['@lab.test'])).toBe(true);
    expect(isAllowed({ sub: 'anyone' }, ['*'])).toBe(true);
  });

  it('refuses everybody else, unverified addresses, and domains that only share an ending', () => {
    expect(isAllowed(person('ada@lab.test'), ['bob@lab.test'])).toBe(false);
    expect(isAllowed(person('ada@lab.test', false), ['@lab.test'])).toBe(false);
    expect(isAllowed(person('ada@evil-lab.test'), ['@lab.test'])).toBe(false);
    expect(isAllowed(person('ada@lab.test@evil.test'), ['@lab.test'])).toBe(false);
    expect(isAllowed(person('x@u'), [])).toBe(false);
  });
});
