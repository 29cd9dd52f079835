import { describe, expect, it } from '@jest/globals';
import { isSameOrigin } from './is-allowed.ts';

const ask = (headers: Record<string, string>) => isSameOrigin(new Headers(headers));

describe('isSameOrigin', () => {
  it('accepts a request of the own page', () => {
    expect(ask({ host: 'lamina.test:3000', origin: 'http://lamina.test:3000', 'sec-fetch-site': 'same-origin' })).toBe(true);
    expect(ask({ host: 'web:3000', 'x-forwarded-host': 'lamina.test', origin: 'https://lamina.test' })).toBe(true);
  });

  it('refuses other hosts, other ports, the null origin and requests that do not say where they come from', () => {
    expect(ask({ host: 'lamina.test', origin: 'https://evil.test' })).toBe(false);
    expect(ask({ host: 'lamina.test:3000', origin: 'http://lamina.test:3001', 'sec-fetch-site': 'same-site' })).toBe(false);
    expect(ask({ host: 'lamina.test', origin: 'null' })).toBe(false);
    expect(ask({ host: 'lamina.test' })).toBe(false);
  });

  it('believes the browser when it says that the sender is another site', () => {
    expect(ask({ host: 'lamina.test', origin: 'https://lamina.test', 'sec-fetch-site': 'cross-site' })).toBe(false);
  });
});
